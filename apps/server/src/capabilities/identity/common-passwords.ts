/**
 * Passwords that are tried first, in lower case: those that head every published list of leaked ones, and the ways Chinese
 * keyboards, names of services and dates are turned into one. What contains a word of `within` is refused as well.
 */
export const commonPasswords: ReadonlySet<string> = new Set(
  `1234567890 0123456789 0987654321 9876543210 1111111111 0000000000 1234567891 12345678910 123456789a 123456789q
  a123456789 q123456789 z123456789 w123456789 aa123456789 qq123456789 abc123456789 1q2w3e4r5t 1qaz2wsx3e 1qaz2wsx3edc
  1q2w3e4r5t6y zaq12wsxcde qazwsxedcr qazwsxedcrfv asdfghjkl1 asdfghjkl; qwertyuiop1 zxcvbnm123 1qazxsw23edc
  q1w2e3r4t5 q1w2e3r4t5y6 1a2b3c4d5e a1b2c3d4e5 abcdefghij abcd123456 abc1234567 abcd1234567 1234abcd56 iloveyou123
  iloveyou1314 woaini1314 woaini5201314 5201314520 52013141314 1314520520 woaini1314520 aini1314520 woaini123456
  wodemima123 mima123456 zhongguo123 zhongguo2008 beijing2008 5845201314 1233211234567 147258369a 1472583690
  7758521521 88888888888 66666666666 a12345678910 aaa123456789 admin123456 admin12345678 root123456 test123456
  test12345678 guest123456 user123456 welcome123 welcome1234 letmein123 monkey1234 dragon1234 sunshine123 princess123
  football123 baseball123 superman123 michael123 p@ssw0rd12 p@ssw0rd123 passw0rd123 pa55word123 changeme123 default123
  qwer12345678 qwer123456 qwerasdfzxcv asdf123456 asdf12345678 zxcvbnm1234 aa12345678 aa11223344 abc112233 112233445566
  1122334455 123123123a 123123123123 123321123321 321321321a 147147147a 159357159357 789456123a 789456123123
  123qweasdzxc qweasdzxc123 qwe123456789 qweqwe123123 asdasd123123 a1234567890 z1234567890 5tgb6yhn7ujm 2wsx3edc4rfv`
    .split(/\s+/)
    .filter(Boolean),
)

/** Words a password must not contain. */
export const commonWords = [
  ...['password', '1234567890', 'qwertyuiop', 'civitas-demo', 'administrator', '0123456789', 'passw0rd'],
  ...['woaini1314', '5201314', 'iloveyou', 'qwerty123', '123456789'],
]
