import {
  decideSealed,
  getSealedSample,
  inspectSealedRun,
  listSealed,
  listSealedRuns,
  runSealed,
  type SealedProject,
  type SealedRun,
} from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, Drawer, Input, Space, Table } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { Facts, Section } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { sealedTexts } from './sealed.texts.ts'

/** A project: decide on it, try the sample, run code, inspect and release. */
export function SealedDrawer({ project, onClose }: { project: SealedProject; onClose: () => void }) {
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
      {project.state === 'asked' ? <Decide id={project.id} /> : null}
      {project.state === 'approved' ? <Compute project={project} /> : null}
      <Runs project={project} />
    </Drawer>
  )
}

function Decide({ id }: { id: string }) {
  const texts = useTexts(sealedTexts)
  const may = useMay()
  const [reason, setReason] = useState('')
  const decide = useMutation({
    mutationFn: (approve: boolean) =>
      client.call(decideSealed, { params: { id }, body: { approve, ...(reason ? { reason } : {}) } }),
    onSettled: () => refresh(listSealed),
  })
  if (!may('data.review')) return null
  return (
    <Space orientation="vertical" style={{ width: '100%' }}>
      <Input.TextArea
        aria-label={texts.reason}
        placeholder={texts.reason}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
      <ProblemNote error={decide.error} />
      <Space>
        <Button type="primary" onClick={() => decide.mutate(true)}>
          {texts.approve}
        </Button>
        <Button onClick={() => decide.mutate(false)}>{texts.refuse}</Button>
      </Space>
    </Space>
  )
}

function Compute({ project }: { project: SealedProject }) {
  const texts = useTexts(sealedTexts)
  const [code, setCode] = useState('')
  const sample = useRead(getSealedSample, { params: { id: project.id } })
  const run = useMutation({
    mutationFn: () => client.call(runSealed, { params: { id: project.id }, body: { code } }),
    onSettled: () => refresh(listSealedRuns, listSealed),
  })
  return (
    <>
      <Section title={texts.sample}>
        <Table
          size="small"
          pagination={{ pageSize: 5 }}
          scroll={{ x: 'max-content' }}
          rowKey={(row) => JSON.stringify(row)}
          dataSource={sample.data?.items ?? []}
          columns={project.columns.map(({ name, title }) => ({
            title,
            key: name,
            render: (_, row: Record<string, unknown>) => String(row[name] ?? '—'),
          }))}
        />
      </Section>
      <Section title={texts.code}>
        <Input.TextArea
          aria-label={texts.code}
          rows={5}
          value={code}
          onChange={(event) => setCode(event.target.value)}
        />
        <ProblemNote error={run.error} />
        <Button type="primary" loading={run.isPending} disabled={!code.trim()} onClick={() => run.mutate()}>
          {texts.run}
        </Button>
      </Section>
    </>
  )
}

function Runs({ project }: { project: SealedProject }) {
  const texts = useTexts(sealedTexts)
  const read = useRead(listSealedRuns, { params: { id: project.id }, query: { limit: 50 } })
  return (
    <Section title={texts.runs}>
      {read.data?.items.map((one) => (
        <Run key={one.id} run={one} />
      ))}
    </Section>
  )
}

function Run({ run }: { run: SealedRun }) {
  const texts = useTexts(sealedTexts)
  const may = useMay()
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
        <b>{texts.runStates[run.state]}</b> · {run.userName} · {formatTime(run.time)} ·{' '}
        {texts.suppressed(formatNumber(run.suppressed))}
        {run.reason ? ` · ${run.reason}` : ''}
      </p>
      <p className="code">{run.code}</p>
      {run.output ? (
        <Table
          size="small"
          pagination={{ pageSize: 10 }}
          scroll={{ x: 'max-content' }}
          rowKey={(row) => JSON.stringify(row)}
          dataSource={run.output.rows}
          columns={run.output.columns.map((title, i) => ({
            title,
            key: title,
            render: (_, row: unknown[]) => String(row[i] ?? '—'),
          }))}
        />
      ) : null}
      <ProblemNote error={inspect.error} />
      {run.state === 'held' && may('data.secure') ? (
        <Space>
          <Button type="primary" onClick={() => inspect.mutate(true)}>
            {texts.release}
          </Button>
          <Button onClick={() => inspect.mutate(false)}>{texts.withhold}</Button>
        </Space>
      ) : null}
    </div>
  )
}
