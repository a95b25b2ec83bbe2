/** How people who open the console sign in: OpenID Connect, as a client that can keep no secret. */
export interface SignIn {
  /** As its discovery document names itself, to the letter. */
  issuer: string;
  clientId: string;
  /** Words separated by spaces; `openid` among them. */
  scope: string;
  /** What some issuers have to be told the access token is for. */
  audience: string | null;
  /** Where the token endpoint is, if not at the issuer's own origin. */
  tokenOrigin: string | null;
}
