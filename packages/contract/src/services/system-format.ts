/**
 * What is signed of a message between systems (HMAC-SM3, GB/T 15852.2): sender, id, kind, object, time and the JSON text of
 * its content, a line each. The other side computes the same with the secret both know.
 */
export function systemMessageText(message: {
  readonly system: string
  readonly id: string
  readonly kind: string
  readonly objectId: string
  readonly time: string
  readonly content: string
}): string {
  const { system, id, kind, objectId, time, content } = message
  return [system, id, kind, objectId, time, content].join('\n')
}
