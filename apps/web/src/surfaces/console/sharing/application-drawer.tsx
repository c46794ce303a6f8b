import {
  askArbitration,
  askForCompletion,
  completeApplication,
  type DataApplication,
  decideApplication,
  getDataApplication,
  listDataApplications,
  listDataGrants,
  withdrawApplication,
} from '@civitas/sdk'
import { formatTime, Loading, useTexts } from '@civitas/ui'
import { Button, Drawer, Space } from 'antd'
import { useContext, useState } from 'react'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { type DialogField, FormDialog } from '../parts/form-dialog.tsx'
import { Facts, Line, Lines, Section } from '../parts/page.tsx'
import { MeContext, useMay } from '../parts/permissions.tsx'
import { ApplicationState } from './application-state.tsx'
import { sharingTexts } from './sharing.texts.ts'

type Act = 'agree' | 'refuse' | 'ask' | 'complete' | 'arbitrate' | 'withdraw'

/** One request: what is asked, by when it is answered, how it went, and what this person may do with it. */
export function ApplicationDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const texts = useTexts(sharingTexts).requests
  const read = useRead(getDataApplication, { params: { id } })
  const [act, setAct] = useState<Act | null>(null)
  const application = read.data
  return (
    <Drawer open size="large" title={application?.number ?? texts.title} onClose={onClose}>
      {read.isError ? <ProblemView error={read.error} onRetry={() => void read.refetch()} /> : null}
      {read.isPending ? <Loading /> : null}
      {application ? (
        <>
          <Acts application={application} onAct={setAct} />
          <About application={application} />
          <Section title={texts.history}>
            <Lines>
              {application.steps.map((step) => (
                <Line
                  key={step.time + step.act}
                  title={`${step.act} · ${step.userName}`}
                  note={[formatTime(step.time), step.note, step.citation].filter(Boolean).join(' · ')}
                />
              ))}
            </Lines>
          </Section>
          {act ? <ActDialogOf act={act} application={application} onClose={() => setAct(null)} /> : null}
        </>
      ) : null}
    </Drawer>
  )
}

function About({ application }: { application: DataApplication }) {
  const all = useTexts(sharingTexts)
  const texts = all.requests
  const shown = (name: string) =>
    `${application.fieldTitles[name] ?? name}${application.plain.includes(name) ? `（${texts.plain}）` : ''}`
  return (
    <Facts
      facts={[
        { label: all.state, value: <ApplicationState application={application} /> },
        { label: texts.due, value: application.dueDay ?? all.none },
        { label: all.dataset, value: application.datasetName },
        { label: texts.provider, value: application.providerName },
        { label: texts.applicant, value: `${application.organisationName} · ${application.userName}` },
        { label: texts.delivery, value: texts.deliveries[application.delivery] },
        { label: all.purpose, value: application.purpose },
        { label: texts.scene, value: application.scene },
        { label: texts.period, value: `${application.from} — ${application.to}` },
        { label: texts.basis, value: application.legalBasis },
        ...(application.byConsent
          ? [{ label: all.entry.byConsent, value: all.entry.byConsentWhy, whole: true }]
          : []),
        { label: texts.fields, value: application.fields.map(shown).join('、'), whole: true },
      ]}
    />
  )
}

/** What this person may do with a request as it stands. */
function useActs(application: DataApplication): Act[] {
  const me = useContext(MeContext)
  const may = useMay()
  const own = me?.user.organisationId
  const isApplicant = own === application.organisationId && may('data.apply')
  const isProvider = (own === application.providerId && may('data.own')) || may('data.govern')
  const { state } = application
  const acts: Act[] = []
  if (isProvider && (state === 'waiting' || (state === 'arbitration' && may('data.review'))))
    acts.push('agree', 'refuse')
  if (isProvider && state === 'waiting') acts.push('ask')
  if (isApplicant && state === 'completing') acts.push('complete')
  if (isApplicant && state === 'refused') acts.push('arbitrate')
  if (isApplicant && ['waiting', 'completing', 'refused', 'arbitration'].includes(state))
    acts.push('withdraw')
  return acts
}

function useActNames(): Record<Act, string> {
  const all = useTexts(sharingTexts)
  const { askCompletion, complete, arbitrate, withdraw } = all.requests
  return { agree: all.agree, refuse: all.refuse, ask: askCompletion, complete, arbitrate, withdraw }
}

function Acts({ application, onAct }: { application: DataApplication; onAct: (act: Act) => void }) {
  const names = useActNames()
  const acts = useActs(application)
  return (
    <Space wrap style={{ marginBottom: 12 }}>
      {acts.map((act) => (
        <Button key={act} type={act === 'agree' ? 'primary' : 'default'} onClick={() => onAct(act)}>
          {names[act]}
        </Button>
      ))}
    </Space>
  )
}

interface Filled {
  fields?: string[]
  plain?: string[]
  note?: string
  citation?: string
  scene?: string
}

function ActDialogOf({
  act,
  application,
  onClose,
}: {
  act: Act
  application: DataApplication
  onClose: () => void
}) {
  const all = useTexts(sharingTexts)
  const texts = all.requests
  const options = (names: readonly string[]) =>
    names.map((value) => ({ value, label: application.fieldTitles[value] ?? value }))
  const note: DialogField = {
    name: 'note',
    label: all.note,
    kind: 'area',
    required: act === 'ask' || act === 'arbitrate',
  }
  const fields: Record<Act, DialogField[]> = {
    agree: [
      {
        name: 'fields',
        label: texts.narrowed,
        kind: 'choices',
        options: options(application.fields),
        required: true,
      },
      { name: 'plain', label: texts.plain, kind: 'choices', options: options(application.plain) },
      note,
    ],
    refuse: [{ name: 'citation', label: texts.citation, kind: 'text' }, note],
    ask: [note],
    complete: [{ name: 'scene', label: texts.scene, kind: 'text', required: true }, note],
    arbitrate: [note],
    withdraw: [],
  }
  return (
    <FormDialog<Filled>
      title={useActNames()[act]}
      why={`${application.number} ${application.datasetName}`}
      danger={act === 'refuse' || act === 'withdraw'}
      first={{ fields: application.fields, plain: application.plain, scene: application.scene }}
      fields={fields[act]}
      act={async (given) => {
        await run(act, application.id, given)
        refresh(getDataApplication, listDataApplications, listDataGrants)
      }}
      onClose={onClose}
    />
  )
}

async function run(act: Act, id: string, given: Filled): Promise<void> {
  const params = { id }
  const { note = '', citation } = given
  if (act === 'agree')
    await client.call(decideApplication, {
      params,
      body: { agree: true, fields: given.fields, plain: given.plain ?? [], ...(note ? { note } : {}) },
    })
  else if (act === 'refuse')
    await client.call(decideApplication, {
      params,
      body: { agree: false, citation, ...(note ? { note } : {}) },
    })
  else if (act === 'ask') await client.call(askForCompletion, { params, body: { note } })
  else if (act === 'complete')
    await client.call(completeApplication, {
      params,
      body: { scene: given.scene, ...(note ? { note } : {}) },
    })
  else if (act === 'arbitrate') await client.call(askArbitration, { params, body: { note } })
  else await client.call(withdrawApplication, { params })
}
