/** What the sign-in operations check against. */
export interface SignIn {
  /** The one password of all members of this installation. */
  readonly password: string;
  /** The one registered OAuth application. */
  readonly clientId: string;
}
