import { handOverTicket, listCrossCities, listCrossTickets } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { crossTexts } from './cross-region.texts.ts'

/** Hands the ticket of an event over to the 12345 of another city. */
export function HandOverDialog({ eventId, onClose }: { eventId: string; onClose: () => void }) {
  const texts = useTexts(crossTexts)
  const cities = useRead(listCrossCities, {})
  return (
    <FormDialog<{ systemId: string; consent: string }>
      title={texts.handOver}
      why={cities.data?.items.length === 0 ? texts.noCity : texts.handOverWhy}
      fields={[
        {
          ...{ kind: 'choice', name: 'systemId', label: texts.city, required: true },
          options: (cities.data?.items ?? []).map((one) => ({ value: one.id, label: one.name })),
        },
        {
          ...{ kind: 'text', name: 'consent', label: texts.consent, required: true, maxLength: 200 },
          placeholder: texts.consentHint,
        },
      ]}
      act={async (body) => {
        await client.call(handOverTicket, { body: { eventId, ...body } })
        refresh(listCrossTickets)
      }}
      onClose={onClose}
    />
  )
}
