import { licenceChanged } from '@civitas/contract'
import { requireType } from '../licences/catalogue.ts'
import { stateNames } from '../licences/rules.ts'
import { findLicence } from '../licences/store.ts'
import type { ServicesParts } from '../services-parts.ts'
import { actIn, platformActor } from './act-on.ts'

const running = ['waiting', 'correcting', 'examining', 'suspended', 'deciding']

/** 证照状态变化: an application that rests on a licence shows that it changed, before anybody decides (PLT-084). */
export function alertOfLicences(parts: ServicesParts): void {
  parts.kernel.messages.subscribe(
    'services.alert-of-licences',
    licenceChanged,
    async (tx, { body }) => {
      const licence = await findLicence(tx, body.licenceId)
      if (!licence) return
      const type = await requireType(parts, licence.type_id, tx)
      const text = `${type.title.zh}（${licence.number}）${stateNames[licence.state]}`
      for (const id of body.applicationIds)
        await actIn(parts, tx, id, platformActor, async ({ row, note }) => {
          if (running.includes(row.state)) await note('证照状态变化', text)
        })
    },
    { when: (body) => body.applicationIds.length > 0 },
  )
}
