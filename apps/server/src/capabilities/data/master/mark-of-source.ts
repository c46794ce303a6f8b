import { sm3 } from '../../../kernel/crypto.ts'
import type { RecordRow } from './store.ts'

/**
 * What a source record is called towards those who may not see its key, which can be the number of a person. Keyed, so that
 * nobody finds the number by trying.
 */
export function markOfSource(
  tokenKey: string,
  row: Pick<RecordRow, 'model_id' | 'dataset_id' | 'source_id'>,
): string {
  return `#${sm3(`${tokenKey} ${sm3(`${tokenKey} ${row.model_id} ${row.dataset_id} ${row.source_id}`)}`).slice(0, 12)}`
}
