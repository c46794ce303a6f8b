import { listDesignParts, listDuties, reviewDuties, saveDuty } from '@civitas/sdk'
import { usePick, useTexts } from '@civitas/ui'
import type { Dayjs } from 'dayjs'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { DivisionField } from '../parts/division-select.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { OrganisationSelect } from '../parts/organisation-select.tsx'
import { caseRulesTexts } from './case-rules.texts.ts'

interface Values {
  item: string
  divisionCode: string
  organisationId: string
  from: Dayjs
  to?: Dayjs | null
}

export interface DutyStart {
  item: string
  divisionCode: string
}

const day = (time: Dayjs) => time.format('YYYY-MM-DD')

/** Says who answers for an item in a division or grid from a day on; the smallest division named wins. */
export function DutyDialog({ first, onClose }: { first?: DutyStart; onClose: () => void }) {
  const texts = useTexts(caseRulesTexts)
  const pick = usePick()
  const parts = useRead(listDesignParts, {}, { staleMs: 600_000 })
  return (
    <FormDialog<Values>
      title={texts.addLine}
      why={texts.addLineWhy}
      first={first ?? {}}
      fields={[
        {
          ...{ name: 'item', label: texts.item, kind: 'choice', required: true },
          options: (parts.data?.dutyItems ?? []).map((one) => ({ value: one.id, label: pick(one.title) })),
        },
        {
          ...{ name: 'divisionCode', label: texts.division, kind: 'custom', required: true },
          control: <DivisionField id="divisionCode" />,
        },
        {
          ...{ name: 'organisationId', label: texts.unit, kind: 'custom', required: true },
          control: <OrganisationSelect id="organisationId" />,
        },
        { name: 'from', label: texts.from, kind: 'day', required: true },
        { name: 'to', label: texts.to, kind: 'day' },
      ]}
      act={({ from, to, ...line }) =>
        client.call(saveDuty, { body: { ...line, fromDate: day(from), toDate: to ? day(to) : null } })
      }
      onClose={() => {
        refresh(listDuties, reviewDuties)
        onClose()
      }}
    />
  )
}
