import type { OidRegistration } from '@civitas/sdk'

type Alias = NonNullable<OidRegistration['aliases']>[number]

/** Lines of `title,alias,number` as registrations; comma, tab or their full-width forms part the columns, empty lines are left out. */
export function parseRows(
  text: string,
  kind: OidRegistration['kind'],
  scheme: Alias['scheme'],
): OidRegistration[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.split(/[,，\t]/).map((part) => part.trim()))
    .filter(([title]) => title)
    .map(([title = '', alias, oid]) => ({
      kind,
      title,
      ...(oid ? { oid } : {}),
      ...(alias ? { aliases: [{ scheme, alias }] } : {}),
    }))
}
