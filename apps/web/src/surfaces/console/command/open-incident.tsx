import { type CityEvent, getEvent, listContacts, listIncidentKinds, openIncident } from '@civitas/sdk'
import { Loading, usePick, useTexts } from '@civitas/ui'
import { useRef, useState } from 'react'
import { useNavigate } from 'react-router'
import { client } from '../../../app/client.ts'
import { useRead } from '../../../app/query.ts'
import { type DialogField, FormDialog } from '../parts/form-dialog.tsx'
import { PlaceField } from '../parts/place-field.tsx'
import { commandTexts } from './command.texts.ts'
import { openIncidentTexts } from './open-incident.texts.ts'

type Values = {
  kind: string
  title: string
  text: string
  source: string
  position?: [number, number]
  drill?: boolean
  participants?: string[]
} & Record<`fact_${string}`, number | null | undefined>

/** 接报: what happened, where, by whom it is told and with what facts; of a city event, with what is known of it. */
export function OpenIncident({ eventId, onClose }: { eventId: string | null; onClose: () => void }) {
  const read = useRead(getEvent, { params: { id: eventId ?? '' } }, { enabled: eventId !== null })
  if (eventId && read.isPending) return <Loading />
  return <OpenDialog event={read.data?.event ?? null} onClose={onClose} />
}

function OpenDialog({ event, onClose }: { event: CityEvent | null; onClose: () => void }) {
  const texts = useTexts(commandTexts)
  const own = useTexts(openIncidentTexts)
  const pick = usePick()
  const navigate = useNavigate()
  const kinds = useRead(listIncidentKinds, {}, { staleMs: 600_000 })
  const [kind, setKind] = useState<string | undefined>()
  const [isDrill, setDrill] = useState(false)
  const contacts = useRead(listContacts, { query: { limit: 200 } }, { staleMs: 60_000, enabled: isDrill })
  const opened = useRef<string | null>(null)
  const facts = kinds.data?.find((one) => one.id === kind)?.facts ?? []
  return (
    <FormDialog<Values>
      title={event ? own.fromEvent : texts.open}
      width={640}
      first={{
        source: event ? 'event' : 'phone',
        ...(event ? { title: event.title, text: event.description || event.title } : {}),
        ...(event?.position ? { position: event.position } : {}),
      }}
      onChange={(values) => {
        setKind(values.kind)
        setDrill(values.drill ?? false)
      }}
      fields={[
        {
          ...{ name: 'kind', label: texts.kind, kind: 'choice', required: true },
          options: (kinds.data ?? []).map((one) => ({ value: one.id, label: pick(one.title) })),
        },
        { name: 'title', label: texts.title, kind: 'text', required: true },
        { name: 'text', label: texts.words, kind: 'area', required: true },
        {
          ...{ name: 'source', label: own.source, kind: 'choice', required: true },
          options: Object.entries(own.sources).map(([value, label]) => ({ value, label })),
        },
        ...facts.map(
          (one): DialogField => ({
            ...{ name: `fact_${one.id}`, label: pick(one.title), kind: 'number' },
            ...{ min: 0, unit: one.unitLabel },
          }),
        ),
        {
          ...{ name: 'position', label: own.place, kind: 'custom', extra: own.placeWhy },
          control: <PlaceField />,
        },
        ...(event ? [] : [{ name: 'drill', label: texts.asDrill, kind: 'tick' } satisfies DialogField]),
        ...(isDrill
          ? [
              {
                ...{ name: 'participants', label: own.participants, kind: 'choices' },
                extra: own.participantsWhy,
                options: (contacts.data?.items ?? []).map((one) => ({
                  value: one.id,
                  label: [one.name, one.duty, one.organisationName].filter(Boolean).join(' · '),
                })),
              } satisfies DialogField,
            ]
          : []),
      ]}
      act={async ({ kind: chosen, title, text, source, position, drill, participants, ...rest }) => {
        const given = Object.entries(rest).flatMap(([name, value]) =>
          name.startsWith('fact_') && typeof value === 'number' ? [[name.slice(5), value] as const] : [],
        )
        const made = await client.call(openIncident, {
          body: {
            ...{ kind: chosen, title, text, source },
            ...(event ? { eventId: event.id } : {}),
            ...(drill ? { drill, participants: participants ?? [] } : {}),
            ...(position ? { position } : {}),
            ...(given.length > 0 ? { facts: Object.fromEntries(given) } : {}),
          },
        })
        opened.current = made.id
      }}
      onClose={() => (opened.current ? navigate(`/console/incidents/${opened.current}`) : onClose())}
    />
  )
}
