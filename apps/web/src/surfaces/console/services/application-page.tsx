import {
  type ApplicationDetail,
  decideServiceApplication,
  deliverServiceApplication,
  getServiceApplication,
  getServiceItem,
  judgeIntake,
  ProblemError,
  resumeServiceApplication,
} from '@civitas/sdk'
import { formatTime, Loading, useTexts } from '@civitas/ui'
import { App, Button, Space } from 'antd'
import { useState } from 'react'
import { useParams } from 'react-router'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { useShownValue } from '../../../capabilities/services/division-field.tsx'
import { ActDialog } from '../parts/act-dialog.tsx'
import { Columns, Facts, Line, Lines, Page, Section } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ApplicationStateTag } from './application-list-page.tsx'
import { CorrectionDialog } from './correction-dialog.tsx'
import { EstateSeller } from './estate-seller.tsx'
import { FirmFacts } from './firm-facts.tsx'
import { MoreActs } from './more-acts.tsx'
import { refreshApplications } from './refresh-applications.ts'
import { deskTexts } from './services.texts.ts'
import { TaskActs } from './task-acts.tsx'

/** One application at a desk: what was handed in, where it stands, and what may be done. */
export function ServiceApplicationPage() {
  const { id = '' } = useParams()
  const read = useRead(getServiceApplication, { params: { id } }, { everyMs: 15_000 })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const application = read.data
  return (
    <Page
      backTo="/console/service-applications"
      title={
        <>
          {application.itemTitle} <ApplicationStateTag state={application.state} card={application.card} />
        </>
      }
      under={application.number ?? ''}
      acts={
        <Space wrap>
          <Acts application={application} />
          <MoreActs application={application} />
        </Space>
      }
    >
      <Columns
        main={
          <>
            <Given application={application} />
            <Flow application={application} />
            <FirmFacts application={application} />
            <EstateSeller application={application} />
          </>
        }
        side={<Side application={application} />}
      />
    </Page>
  )
}

type Props = { application: ApplicationDetail }
type Dialog = 'accept' | 'correct' | 'refuse-intake' | 'grant' | 'refuse' | 'deliver' | 'resume'

function Acts({ application }: Props) {
  const texts = useTexts(deskTexts)
  const may = useMay()
  const [dialog, setDialog] = useState<Dialog | null>(null)
  const { state } = application
  const buttons: [Dialog, string, boolean][] = [
    ['accept', texts.accept, state === 'waiting' && may('services.accept')],
    ['correct', texts.correct, state === 'waiting' && may('services.accept')],
    ['refuse-intake', texts.refuseIntake, state === 'waiting' && may('services.accept')],
    ['grant', texts.grant, state === 'deciding' && may('services.decide')],
    ['refuse', texts.refuse, state === 'deciding' && may('services.decide')],
    ['resume', texts.resume, state === 'suspended' && may('services.examine')],
    ['deliver', texts.deliver, (state === 'granted' || state === 'refused') && may('services.accept')],
  ]
  return (
    <Space wrap>
      {buttons
        .filter(([, , isOpen]) => isOpen)
        .map(([name, title], at) => (
          <Button key={name} type={at === 0 ? 'primary' : 'default'} onClick={() => setDialog(name)}>
            {title}
          </Button>
        ))}
      {dialog === 'correct' ? (
        <CorrectionDialog application={application} onClose={() => setDialog(null)} />
      ) : dialog ? (
        <PlainDialog dialog={dialog} application={application} onClose={() => setDialog(null)} />
      ) : null}
    </Space>
  )
}

function PlainDialog({
  dialog,
  application,
  onClose,
}: Props & { dialog: Exclude<Dialog, 'correct'>; onClose: () => void }) {
  const texts = useTexts(deskTexts)
  const { modal } = App.useApp()
  const params = { id: application.id }
  // A licence the application rests on may have changed since: whoever decides has to have looked at it.
  const grant = async (text: string) => {
    const body = { outcome: 'grant', text } as const
    try {
      await client.call(decideServiceApplication, { params, body })
    } catch (error) {
      if (!(error instanceof ProblemError) || error.problem.code !== 'licence-changed') throw error
      const { detail } = error.problem
      const words = { title: texts.licenceChanged, content: detail, okText: texts.confirmChanged }
      if (!(await modal.confirm(words))) throw error
      await client.call(decideServiceApplication, { params, body: { ...body, confirmChanged: true } })
    }
  }
  const acts = {
    accept: {
      title: texts.accept,
      comment: 'none' as const,
      act: () => client.call(judgeIntake, { params, body: { act: 'accept' } }),
    },
    'refuse-intake': {
      title: texts.refuseIntake,
      comment: 'required' as const,
      act: (reason: string) => client.call(judgeIntake, { params, body: { act: 'refuse', reason } }),
    },
    grant: {
      title: texts.grant,
      comment: 'required' as const,
      act: grant,
    },
    refuse: {
      title: texts.refuse,
      comment: 'required' as const,
      act: (text: string) =>
        client.call(decideServiceApplication, { params, body: { outcome: 'refuse', text } }),
    },
    resume: {
      title: texts.resume,
      comment: 'required' as const,
      act: (note: string) => client.call(resumeServiceApplication, { params, body: { note } }),
    },
    deliver: {
      title: texts.deliver,
      comment: 'none' as const,
      act: () => client.call(deliverServiceApplication, { params, body: { way: 'pick-up' } }),
    },
  }
  const { title, comment, act } = acts[dialog]
  return (
    <ActDialog
      title={title}
      comment={comment}
      act={async (words) => {
        await act(words)
        refreshApplications()
      }}
      onClose={onClose}
    />
  )
}

function Given({ application }: Props) {
  const texts = useTexts(deskTexts)
  const item = useRead(
    getServiceItem,
    { params: { id: application.itemId }, query: { version: application.itemVersion } },
    { staleMs: 600_000 },
  )
  const show = useShownValue()
  // In the order of the form; what its version does not know comes behind.
  const fields = item.data?.content.fields ?? []
  const known = fields.filter((one) => one.name in application.form)
  const others = Object.keys(application.form).filter((name) => !known.some((one) => one.name === name))
  return (
    <>
      <Section title={texts.form}>
        {item.isPending ? (
          <Loading />
        ) : (
          <Facts
            facts={[
              ...known.map((one) => ({
                label: one.title,
                value: show(one, application.form[one.name]) || '—',
              })),
              ...others.map((name) => ({
                label: texts.written[name] ?? name,
                value: String(application.form[name] ?? '—'),
              })),
            ]}
          />
        )}
      </Section>
      <Section title={texts.materials}>
        <Lines>
          {application.materials.map((one) => (
            <Line
              key={one.material}
              title={one.title}
              note={`${one.says}${one.reference ? ` · ${one.reference}` : ''}`}
            />
          ))}
        </Lines>
      </Section>
    </>
  )
}

function Flow({ application }: Props) {
  const texts = useTexts(deskTexts)
  if (application.tasks.length === 0) return null
  return (
    <Section title={texts.flow}>
      <Lines>
        {application.tasks.map((task) => (
          <Line
            key={task.id}
            title={`${task.title} · ${task.organisationName}`}
            note={
              <>
                {task.opinion ?? (task.dueTime ? formatTime(task.dueTime) : '')} <TaskActs task={task} />
              </>
            }
          />
        ))}
      </Lines>
    </Section>
  )
}

function Side({ application }: Props) {
  const texts = useTexts(deskTexts)
  return (
    <>
      <Section title={texts.facts}>
        <Facts
          facts={[
            { label: texts.columns.applicant, value: application.subjectName, whole: true },
            { label: texts.columns.office, value: application.organisationName, whole: true },
            { label: texts.columns.due, value: application.dueDay ?? '—' },
            { label: texts.state, value: texts.used(application.usedDays, application.limitDays) },
          ]}
        />
      </Section>
      <Section title={texts.timeline}>
        <Lines>
          {application.timeline.map((entry) => (
            <Line
              key={entry.time + entry.act}
              title={entry.note ? `${entry.act}：${entry.note}` : entry.act}
              note={`${formatTime(entry.time)} ${entry.actor}`}
            />
          ))}
        </Lines>
      </Section>
    </>
  )
}
