/**
 * Words that people use for one another when they ask about a business, the abbreviations of data models and Japanese
 * included. A group is a bridge between a question and a name, never an answer: it only helps to find tables.
 * One line per group; words of several groups are in each of them.
 */
const groups = `
customer client buyer shopper consumer cust clnt patron 顧客 お客様 得意先 取引先 カスタマー
user member account subscriber usr acct acc ユーザー ユーザ 利用者 会員 アカウント
person people individual contact 人 個人 連絡先
company firm corporation organisation organization enterprise business corp org 会社 企業 法人 組織 団体
industry sector 業種 業界 産業
employee staff worker personnel headcount emp workforce associate colleague hire 従業員 社員 職員 スタッフ 人員
manager supervisor boss lead mgr 上司 管理者 マネージャー
department division dept team unit 部署 部門 課 チーム
salary wage pay payroll compensation earnings sal 給与 給料 賃金 報酬
leave absence vacation holiday pto timeoff 休暇 有給 欠勤 休業
overtime extra ot 残業 時間外
retirement pension resignation termination exit 退職 年金 離職 定年
attendance timesheet clock shift 勤怠 出勤 シフト
recruitment hiring applicant candidate application 採用 応募 候補者
training course learning lesson class 研修 講座 コース
qualification certificate certification licence license skill cert 資格 認定 免許 認証 スキル
interview 面接 面談
performance review appraisal evaluation rating eval 評価 査定 考課
product item article goods merchandise sku prod itm prd 商品 製品 品目 アイテム
category type kind class group cat ctg 種類 種別 分類 カテゴリ カテゴリー 区分
brand label make ブランド 銘柄
price cost rate charge fee amt tariff 価格 値段 料金 単価 費用
cost 原価 コスト 費用
standard std 標準 基準
free trial 無料 お試し トライアル
convert conversion paying 転換 移行 成約 コンバージョン 有料
order purchase ord booking 注文 発注 受注 オーダー 購入
line detail item position lin dtl 明細 行
sale revenue turnover income sls rev 売上 売り上げ 収益 販売
profit margin gain gross 利益 利幅 粗利
discount rebate coupon promotion promo voucher markdown dsc 割引 値引 値引き クーポン 販促 プロモーション
invoice bill billing inv 請求 請求書
payment pay paid pmt settlement remittance 支払 支払い 入金 決済
refund return reimbursement rtn credit 返品 返金 払い戻し
receivable receivables ar 売掛 売掛金 未収 債権
payable payables ap owe 買掛 買掛金 未払 債務
overdue late delay arrears delinquent due 延滞 滞納 遅延 遅れ 未納 期限 期日 支払期限
ledger journal posting gl 仕訳 元帳 総勘定元帳 伝票
currency money exchange fx forex ccy curr 通貨 為替 レート
tax vat gst duty levy 税 税金 消費税 関税
amount total sum value amt tot 金額 合計 総額
quantity number count volume units qty cnt num 数量 個数 件数 数
inventory stock invt stk onhand 在庫
stocktake stocktaking count cnt 棚卸 実地
shortage stockout short backorder 欠品 不足 品切れ
picking pick 出庫 ピッキング
receipt receiving inbound rcpt 入荷 入庫 受領
warehouse depot storage wh whs distribution 倉庫
supplier vendor seller provider supp vend sup 仕入先 業者 サプライヤー ベンダー 供給元
procurement purchasing sourcing 調達 購買
shipment delivery shipping dispatch ship dlv consignment freight 配送 出荷 配達 発送 輸送
carrier courier haulier shipper 運送 配送業者 運送会社
truck vehicle car fleet lorry van veh 車両 車 トラック
driver chauffeur ドライバー 運転手
route journey trip itinerary travel 経路 ルート 旅程 出張 旅行 運行
distance mileage km odometer 距離 走行
fuel petrol gasoline diesel 燃料 ガソリン 給油 軽油
store shop outlet branch location str site 店舗 店 支店 拠点
region area territory zone reg 地域 地区 エリア
country nation cntry ctry 国 国別
city town municipality 都市 市 市区町村
address addr residence location 住所 所在地
prefecture state province 都道府県 県
campaign marketing advertisement ad advert promotion cmpgn cmp mkt キャンペーン 広告 宣伝 マーケティング
competitor rival competition 競合 他社 競合他社
channel chnl medium media source チャネル 媒体 販路 流入元
click tap clk クリック
impression view display impr 表示 閲覧 インプレッション
visit session traffic pageview web 訪問 セッション アクセス
bounce 直帰
footfall visitor shopper 来店 来客 来場
page url site website ページ サイト
email mail newsletter message eml メール メルマガ
open opened 開封
lead prospect opportunity deal pipeline opp 見込み客 商談 案件
contract agreement contr 契約
quote quotation estimate est 見積 見積もり 見積書
subscription plan recurring membership sub 定期購入 サブスクリプション プラン 購読
churn cancellation attrition cancel unsubscribe quit leave 解約 離脱 退会 離職
complaint ticket case issue support incident request tkt enquiry inquiry helpdesk 苦情 問い合わせ 問合せ クレーム チケット サポート 障害 ヘルプデスク
satisfaction survey nps csat feedback questionnaire 満足度 アンケート 調査
review rating feedback comment star レビュー 口コミ 評価
call phone telephone tel 電話 通話 コール コールセンター
wait waiting queue 待ち 待ち時間 待機 順番
agent representative rep operator 担当 担当者 オペレーター
patient pat sick 患者
doctor physician clinician practitioner medic 医師 医者
nurse 看護師
hospital clinic ward facility hosp 病院 診療所 病棟
stay admission encounter inpatient outpatient discharge 入院 在院 外来 退院
specialty speciality 診療科 専門
emergency urgent er 救急 緊急
diagnosis disease illness condition diag dx 診断 病名 疾患
infection infectious 感染 感染症
vaccination vaccine immunisation 接種 ワクチン 予防接種
treatment therapy procedure operation surgery 治療 手術 処置 術式
medication drug medicine prescription pharmacy rx med 薬 処方 薬剤 医薬品
appointment booking reservation visit appt 予約 受診
laboratory test lab sample specimen 検査 検体
insurance policy coverage insur 保険
claim clm 請求 保険金
premium prem 保険料
account acct acc ledger 口座 勘定
transaction transfer movement trx txn tran 取引 振込
loan credit lending mortgage borrowing 融資 ローン 貸付
withdrawal cash atm 引き出し 出金 現金
collateral guarantee 担保 保証
credit score scoring 与信 信用
deposit saving 預金 貯金
balance bal remaining 残高
card credit debit カード
interest int 金利 利息
risk exposure リスク
fraud suspicious 不正 詐欺
security vulnerability phishing 脆弱性 セキュリティ 標的型
budget plan forecast planned bdgt 予算 計画
forecast prediction projection fcst 予測 見込み
actual realised act 実績
expense expenditure spending spend cost exp 経費 支出
asset equipment machine ast 資産 設備 機械 装置 固定資産
depreciation amortisation depr 減価償却
project proj prj プロジェクト 案件
task work job todo activity 作業 タスク 仕事
hours effort timesheet worklog 工数 稼働時間 作業時間
machine equipment device mach eqp 機械 設備 機器 装置
sensor measurement reading telemetry meter センサー 計測 測定
maintenance repair service maint mnt 保守 修理 メンテナンス 整備
failure breakdown fault defect downtime outage fail 故障 停止 不具合 障害 停電
recovery restore resolve resolved 復旧 解決 回復
alarm alert warning threshold アラーム 警報 警告 しきい値
defect quality scrap reject qc qa 品質 不良 不良率 歩留まり
line ライン 工程
production manufacturing output make mfg prodn 生産 製造
plant factory works 工場
batch lot ロット バッチ
component part material raw mat cmp 部品 材料 原料 資材
recipe formula bom 配合 部品表
energy electricity power consumption enrg 電力 エネルギー 電気
water 水 水道
gas ガス
weather temperature climate rain 天気 気温 天候
student pupil learner stu 学生 生徒
teacher instructor lecturer professor tutor 教師 教員 講師 先生
school university college campus 学校 大学
grade mark score result 成績 点数 スコア
pass passed fail 合格 不合格 合否
faculty department school 学部 学科 研究科
lecture class section 講義 授業
fee tuition 授業料 学費
graduate alumni graduation 卒業 卒業生
employer placement 就職 就職先 進路
enrolment enrollment registration signup 登録 入学 履修
exam test assessment 試験 テスト
library book loan 図書 本
hotel lodging accommodation property ホテル 宿泊 宿泊費 旅館
occupancy utilisation utilization availability 稼働率 稼働 入居率
vacancy vacant empty 空室 空き
room chamber 部屋 客室
guest visitor 宿泊客 来客
flight airline aircraft plane flt フライト 便 航空
airport terminal 空港
passenger traveller pax 乗客 旅客
seat 座席
ticket tkt チケット 切符 乗車券
game match fixture 試合 ゲーム
player プレーヤー 選手
farm crop harvest yield 農場 作物 収穫
property building estate house real 物件 建物 不動産
tenant lessee renter 入居者 借主 テナント
rent lease rental 賃料 家賃 賃貸
download install app ダウンロード インストール アプリ
device phone mobile dev 端末 デバイス スマホ
error exception bug crash err エラー 例外
log event history evt hist 履歴 ログ イベント
login signin logon ログイン
date day dt calendar 日 日付 日時
month mth monthly 月 月別 毎月
year yr annual 年 年別 年間
week weekly 週 週別
quarter qtr 四半期
status state stage sts 状態 ステータス
reason cause rsn why 理由 原因 要因
start begin strt open 開始
end finish complete close 終了 完了
rank tier level ランク 等級 段階
target goal quota objective tgt 目標 ノルマ
commission bonus incentive 手数料 歩合 インセンティブ 賞与 ボーナス
gender sex 性別
age birth dob 年齢 生年月日
name title label nm 名前 氏名 名称
description desc memo note 説明 備考
gift loyalty reward point points ポイント 特典
cart basket checkout カート かご
search query keyword 検索 キーワード
wishlist favorite favourite お気に入り
audit compliance inspection 監査 検査 点検
accident injury safety incident 事故 労災 安全
waste disposal recycling trash 廃棄 廃棄物 ごみ
emission carbon co2 greenhouse ghg 排出 炭素 温室効果ガス
generation solar photovoltaic 発電 太陽光
video movie film watch stream 動画 映画 視聴
song music track 音楽 曲
parcel package box pkg 荷物 小包 箱
customs import export 輸入 輸出 通関
`;

/** Words of a group, each by the group's number. English ones are stemmed by whoever looks them up. */
export const lexicon: readonly (readonly string[])[] = groups
  .trim()
  .split('\n')
  .map((line) => line.split(' '));
