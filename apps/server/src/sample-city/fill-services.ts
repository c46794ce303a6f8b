import type { Transaction } from '../kernel/db/database.ts'
import type { Doors } from '../platform.ts'

/** Windows of the service hall of the sample city, by the classes they serve. */
const windows: readonly [name: string, kinds: string[]][] = [
  ['1', ['企业']],
  ['2', ['企业', '工程建设']],
  ['3', ['不动产']],
  ['4', ['社保', '医保']],
  ['5', ['户籍', '出入境']],
  ['6', ['民政', '社会事务']],
]

/** Opens the windows of the hall. */
export async function fillServices(tx: Transaction, { services }: Doors): Promise<void> {
  await services.importWindows(
    tx,
    windows.map(([name, kinds]) => ({ name, kinds, hall: '云川市政务服务中心' })),
  )
}
