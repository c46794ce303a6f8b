import { issueOrder, type TaskOrder } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { client } from '../../../app/client.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { OrganisationSelect } from '../parts/organisation-select.tsx'
import { commandTexts } from './command.texts.ts'
import { ContactSelect } from './contact-select.tsx'
import { orderTexts } from './order.texts.ts'

interface OrderValues {
  title: string
  contactId?: string
  organisationId?: string
  text?: string
  output?: string
  withinMinutes?: number
}

interface OrderDialogProps {
  incidentId: string
  /** The order the new one takes the place of. */
  former?: TaskOrder
  onClose: () => void
}

/** A new order, or one that takes the place of another: to somebody else, or with other words. */
export function OrderDialog({ incidentId, former, onClose }: OrderDialogProps) {
  const texts = useTexts(commandTexts)
  const own = useTexts(orderTexts)
  return (
    <FormDialog<OrderValues>
      title={former ? own.reassign : texts.order}
      why={former ? own.reassignWhy : undefined}
      first={
        former
          ? {
              ...{ title: former.title, text: former.text, output: former.output ?? undefined },
              withinMinutes: minutesLeft(former),
            }
          : { withinMinutes: 30 }
      }
      fields={[
        { name: 'title', label: texts.orderTitle, kind: 'text', required: true },
        { name: 'text', label: own.text, kind: 'area', rows: 2 },
        {
          ...{ name: 'contactId', label: own.person, kind: 'custom', extra: own.personWhy },
          control: <ContactSelect id="contactId" />,
        },
        {
          ...{ name: 'organisationId', label: texts.unit, kind: 'custom' },
          control: <OrganisationSelect id="organisationId" />,
        },
        { name: 'output', label: own.output, kind: 'text' },
        { name: 'withinMinutes', label: texts.minutes, kind: 'number', min: 1 },
      ]}
      act={({ text, output, contactId, organisationId, withinMinutes, title }) =>
        client.call(issueOrder, {
          params: { id: incidentId },
          body: {
            title,
            ...(text ? { text } : {}),
            ...(output ? { output } : {}),
            ...(withinMinutes ? { withinMinutes } : {}),
            ...(contactId ? { contactId } : organisationId ? { organisationId } : {}),
            ...(former ? { supersedesId: former.id } : {}),
          },
        })
      }
      onClose={onClose}
    />
  )
}

/** What is left of the former time, at least a minute; the one who takes over is told a time they can still keep. */
function minutesLeft({ dueTime }: TaskOrder): number | undefined {
  return dueTime ? Math.max(1, Math.round((Date.parse(dueTime) - Date.now()) / 60_000)) : undefined
}
