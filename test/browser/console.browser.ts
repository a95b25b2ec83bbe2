import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { chromium, type Browser, type Page } from 'playwright-core';
import { startTestHost, type TestHost } from '../infra/local/host/kit.ts';

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

describe('in a browser', () => {
  let host: TestHost;
  let browser: Browser;
  let page: Page;
  /** What the page complained about: a broken policy, a failed request, an exception. */
  const complaints: string[] = [];

  before(async () => {
    host = await startTestHost();
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    page = await browser.newPage({ viewport: { width: 1200, height: 1000 } });
    page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())));
    page.on('pageerror', (error) => void complaints.push(error.message));
  });
  after(async () => {
    await browser.close();
    await host.destroy();
  });

  it('the console answers a question, with its figure and table', async () => {
    await page.goto(host.url);
    await page.getByText('users (1,000 rows)').waitFor();
    await page.fill('#prompt', 'What is the average age by gender?');
    await page.click('#send');
    await page.locator('.status.succeeded').first().waitFor();
    assert.match(await page.locator('.answer').innerText(), /Average age by gender/);
    await page.locator('figure img').waitFor();
    const drawn = await page
      .locator('figure img')
      .evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth);
    assert.ok(drawn > 0);
    await page.locator('#runs li').getByText('Average age by gender').waitFor();
  });

  it('a table that stands in the answer is not repeated', async () => {
    assert.equal(await page.locator('#run table').count(), 1);
  });

  it('a profile is in the words of the prompt, without machine names', async () => {
    await page.fill('#prompt', 'usersテーブルの概要');
    await page.click('#send');
    await page.locator('.answer th', { hasText: '最も多い値' }).waitFor();
    const text = await page.locator('#run').innerText();
    assert.match(text, /概要 \(1/);
    assert.doesNotMatch(text.split('SQL')[0] ?? '', /missing_share|complete_rows|most_frequent/);
  });

  it('a figure that is there in vectors too is shown once, with a link to them', async () => {
    const sources = await page
      .locator('figure img')
      .evaluateAll((images) => images.map((image) => (image as unknown as { src: string }).src));
    assert.deepEqual(
      sources.map((source) => source.slice(source.lastIndexOf('/') + 1)),
      ['distributions.png', 'missing.png'],
    );
    const links = await page
      .locator('figcaption a')
      .evaluateAll((all) => all.map((one) => (one as unknown as { href: string }).href));
    assert.deepEqual(
      links.map((link) => link.slice(link.lastIndexOf('/') + 1)),
      ['distributions.svg', 'missing.svg'],
    );
  });

  it('the console proposes prompts, and asks the one that is chosen', async () => {
    await page.fill('#prompt', 'What is the weather?');
    await page.click('#send');
    await page.locator('button.suggestion').nth(2).click();
    await page.locator('.answer').getByText('Number of interactions').waitFor();
  });

  it('the console shows what is wrong with a request', async () => {
    await page.goto(`${host.url}/#nosuchrun`);
    await page.locator('#error').waitFor();
    assert.match(await page.locator('#error').innerText(), /nosuchrun/);
    complaints.splice(0); // the browser itself reports the 404
  });

  it('no text of a run becomes part of the page', async () => {
    await page.goto(host.url);
    const attack = '<img src=x onerror="document.title=1"> <script>document.title=2</script>';
    await page.fill('#prompt', attack);
    await page.click('#send');
    await page.locator('.prompt').getByText('<img src=x').waitFor();
    assert.equal(await page.title(), 'Kaiseki');
  });

  it('answers keep every line, however close headings, lists and tables stand to them', async () => {
    await page.goto(host.url);
    const answer =
      '## Result\nThere are:\n1. one\n2. **two**\n- three\nSee\n| a | b |\n| --- | ---: |\n| x | 5 |\nThat is all.';
    const html = await page.evaluate(`import('/console/markdown.js').then(({ renderMarkdown }) =>
      renderMarkdown(${JSON.stringify(answer)}).map((part) => part.outerHTML).join(''))`);
    assert.equal(
      html,
      '<h3>Result</h3><p>There are:</p><ol start="1"><li>one</li><li><strong>two</strong></li></ol><ul><li>three</li></ul><p>See</p>' +
        '<div class="scroll"><table><thead><tr><th>a</th><th class="number">b</th></tr></thead>' +
        '<tbody><tr><td>x</td><td class="number">5</td></tr></tbody></table></div><p>That is all.</p>',
    );
  });

  it('a report is complete in itself', async () => {
    const run = await host.ask('性別ごとの平均年齢');
    const report = run.artifacts.find((artifact) => artifact.kind === 'report');
    const folder = await mkdtemp(join(tmpdir(), 'kaiseki-report-'));
    try {
      await writeFile(join(folder, 'report.html'), await host.download(report?.href ?? ''));
      assert.deepEqual(await readdir(folder), ['report.html']);
      await page.goto(`file://${join(folder, 'report.html')}`);
      assert.match(await page.locator('h1').innerText(), /age/);
      assert.ok(
        (await page
          .locator('figure img')
          .evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth)) > 0,
      );
      assert.match(await page.locator('body').innerText(), /SELECT/);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('nothing complained', () => {
    assert.deepEqual(complaints, []);
  });
});
