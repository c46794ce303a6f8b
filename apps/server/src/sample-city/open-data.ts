import type { Doors } from '../platform.ts'
import { cityDatasets, departmentDatasets } from './data-plan.ts'

const opened = new Set(['建筑物信息', '公共服务设施名录', '企业登记信息'])

/** Opens what the sample city gives to everybody, with the columns its plan calls open; what was open once is left as it is. */
export async function openSampleData(doors: Doors): Promise<void> {
  for (const { entry, fields } of [...cityDatasets, ...departmentDatasets]) {
    const dataset = opened.has(entry.name) ? await doors.data.findPublished(entry.name) : undefined
    if (!dataset) continue
    await doors.data.openDataset({
      ...{ datasetId: dataset.id, opening: 'unconditional' },
      columns: fields.filter((field) => field.isOpen).map(({ name }) => ({ name, mask: 'none' as const })),
    })
  }
}
