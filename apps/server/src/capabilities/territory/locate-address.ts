import type { Address } from '@civitas/contract'
import { wholeScope } from '../../kernel/access.ts'
import type { Queryable } from '../../kernel/db/database.ts'
import { listAddresses } from './store.ts'

/** What people add to an address that no register holds. */
const noise = /[\s,，。、!！?？]|附近|旁边|门口|对面|路口|这里|那里/g

/**
 * The standard address a text names. People write more before it (the city) and less of it (no door), so the beginning is
 * dropped little by little until an address holds what is left; less than four characters name no place.
 */
export async function locateAddress(db: Queryable, text: string): Promise<Address | undefined> {
  const letters = [...text.replace(noise, '')]
  for (let from = 0; letters.length - from >= 4; from += from < letters.length - 8 ? 2 : 1) {
    const search = letters.slice(from).join('')
    const { items } = await listAddresses(db, { search, limit: 1 }, wholeScope)
    if (items[0]) return items[0]
  }
  return undefined
}
