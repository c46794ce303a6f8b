import { inspectSealedRun, listSealedRuns, type SealedProject, type SealedRun } from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, Drawer, Space } from 'antd'
import { use, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { Facts, Section } from '../parts/page.tsx'
import { MeContext, useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { Compute } from './compute.tsx'
import { Decide } from './decide.tsx'
import { OutputTable } from './output-table.tsx'
import { RegisterResult } from './result-list.tsx'
import { sealedTexts } from './sealed.texts.ts'

/** A project: decide on it, try the sample, run code, inspect and release. */
export function SealedDrawer({ project, onClose }: { project: SealedProject; onClose: () => void }) {
  const me = use(MeContext)
  const texts = useTexts(sealedTexts)
  return (
    <Drawer open size="large" title={`${project.title} · ${texts.states[project.state]}`} onClose={onClose}>
      <Facts
        facts={[
          { label: texts.dataset, value: project.datasetName },
          { label: texts.team, value: project.team.join('、') },
          { label: texts.budget, value: `${project.spent} / ${project.budget}` },
          { label: texts.minCell, value: formatNumber(project.minCell) },
          { label: texts.purpose, value: project.purpose, whole: true },
          { label: texts.plan, value: project.plan, whole: true },
          { label: texts.columns, value: project.columns.map((one) => one.name).join('、'), whole: true },
          ...(project.reason ? [{ label: texts.reason, value: project.reason, whole: true }] : []),
        ]}
      />
      {project.state === 'asked' || project.state === 'suspended' ? <Decide project={project} /> : null}
      {project.state === 'approved' && me?.user.id === project.userId ? <Compute project={project} /> : null}
      <Runs project={project} />
    </Drawer>
  )
}

function Runs({ project }: { project: SealedProject }) {
  const texts = useTexts(sealedTexts)
  const me = use(MeContext)
  const read = useRead(listSealedRuns, { params: { id: project.id }, query: { limit: 50 } })
  return (
    <Section title={texts.runs}>
      {read.data?.items.map((one) => (
        <Run key={one.id} run={one} isMine={me?.user.id === project.userId} />
      ))}
    </Section>
  )
}

function Run({ run, isMine }: { run: SealedRun; isMine: boolean }) {
  const texts = useTexts(sealedTexts)
  const may = useMay()
  const [isRegistering, setRegistering] = useState(false)
  const inspect = useMutation({
    mutationFn: (release: boolean) =>
      client.call(inspectSealedRun, {
        params: { id: run.id },
        body: { release, ...(release ? {} : { reason: texts.withhold }) },
      }),
    onSettled: () => refresh(listSealedRuns),
  })
  return (
    <div>
      <p>
        <b>{texts.runStates[run.state]}</b> · {texts.languages[run.language]} · {run.userName} ·{' '}
        {formatTime(run.time)} · {texts.suppressed(formatNumber(run.suppressed))}
        {run.reason ? ` · ${run.reason}` : ''}
      </p>
      <pre className="code" style={{ whiteSpace: 'pre-wrap' }}>
        {run.code}
      </pre>
      {run.output ? <OutputTable output={run.output} /> : null}
      <ProblemNote error={inspect.error} />
      {run.state === 'held' && may('data.secure') ? (
        <Space>
          <Button type="primary" onClick={() => inspect.mutate(true)}>
            {texts.release}
          </Button>
          <Button onClick={() => inspect.mutate(false)}>{texts.withhold}</Button>
        </Space>
      ) : null}
      {run.state === 'released' && isMine ? (
        <Button size="small" onClick={() => setRegistering(true)}>
          {texts.register}
        </Button>
      ) : null}
      {isRegistering ? <RegisterResult runId={run.id} onClose={() => setRegistering(false)} /> : null}
    </div>
  )
}
