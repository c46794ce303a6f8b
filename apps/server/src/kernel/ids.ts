import { uuidv7 } from 'uuidv7'

/** A fresh opaque id (UUIDv7, RFC 9562): sorts by time of making. */
export function newId(): string {
  return uuidv7()
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

export function isId(text: string): boolean {
  return uuid.test(text)
}
