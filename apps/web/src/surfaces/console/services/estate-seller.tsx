import { type ApplicationDetail, confirmEstateSeller, getEstateSigning, getServiceItem } from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { Button } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { Facts, Section } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { deskTexts } from './services.texts.ts'

/** Whether the owner of a unit agreed to its transfer; one who comes in person is confirmed here (SOC-010). */
export function EstateSeller({ application }: { application: ApplicationDetail }) {
  const { seller: texts } = useTexts(deskTexts)
  const may = useMay()
  const [isOpen, setOpen] = useState(false)
  const { id, itemId, itemVersion: version, state } = application
  const item = useRead(getServiceItem, { params: { id: itemId }, query: { version } }, { staleMs: 600_000 })
  const isTransfer =
    item.data?.content.register === 'estate-transfer' && state !== 'draft' && may('services.examine')
  const read = useRead(getEstateSigning, { params: { id } }, { enabled: isTransfer })
  const one = read.data
  if (!isTransfer || !one) return null
  const isWaiting = !one.time && !application.decision
  return (
    <Section title={texts.title}>
      <Facts
        facts={[
          { label: texts.name, value: one.sellerName },
          {
            label: texts.state,
            value:
              one.time && one.way
                ? `${texts.ways[one.way]} · ${formatTime(one.time)}${one.note ? ` · ${one.note}` : ''}`
                : texts.waiting,
          },
        ]}
      />
      {isWaiting ? <Button onClick={() => setOpen(true)}>{texts.confirm}</Button> : null}
      {isOpen ? (
        <ActDialog
          title={texts.confirm}
          comment="required"
          act={async (note) => {
            await client.call(confirmEstateSeller, { params: { id }, body: { note } })
            refresh(getEstateSigning)
          }}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </Section>
  )
}
