import { standardClasses } from '@civitas/domain-kit'
import type { DataParts } from '../data-parts.ts'
import { findCodeSet, putCodeSet } from './code-store.ts'
import { nationalCodeSets } from './national-codes.ts'
import { nationalElements } from './national-elements.ts'
import { findElement, putElement } from './store.ts'

/** Puts the national lists and elements in place where they are missing, and the divisions of the city once there are any. */
export async function installStandards(parts: DataParts): Promise<void> {
  const { db, clock } = parts.kernel
  const now = clock.now()
  await db.transaction(async (tx) => {
    for (const set of [...nationalCodeSets, ...cityCodeSets(parts)])
      if (!(await findCodeSet(tx, set.code, now))) await putCodeSet(tx, set)
    for (const [code, element] of nationalElements)
      if (!(await findElement(tx, code)))
        await putElement(tx, code, element, { state: 'published', deadline: null, now })
  })
}

function cityCodeSets({ territory }: DataParts) {
  const divisions = [1, 2].flatMap((level) => territory.listDivisionsOfLevel(level))
  const codes = divisions.map(({ code, name }) => ({ code, name }))
  const components = standardClasses
    .filter((one) => one.kind === 'component')
    .map(({ code, title }) => ({ code, name: title.zh }))
  return [
    ...(codes.length > 0
      ? [
          {
            code: 'GBT2260',
            name: '行政区划代码（本市）',
            standard: 'GB/T 2260',
            version: '2007',
            validFrom: '2008-02-01',
            codes,
          },
        ]
      : []),
    {
      ...{ code: 'GBT30428.2-components', name: '城市管理部件小类', standard: 'GB/T 30428.2-2013' },
      ...{ version: '2013', validFrom: '2014-08-15', codes: components },
    },
  ]
}
