// How the columns of a table of members are headed, in rosters and in pasted tables alike.

/** Headers of a column of user names, without blanks, dashes and case, the surest first. */
export const userHeaders = [
  'username',
  'user',
  'userid',
  'member',
  'membername',
  'memberid',
  'login',
  'loginname',
  'account',
] as const;

/** Headers of a column of e-mail addresses: many organizations sign in with them. */
export const mailHeaders = ['email', 'emailaddress', 'mail', 'upn'] as const;
