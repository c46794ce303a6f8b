import {
  changePipeline,
  getPipeline,
  listRuns,
  type Pipeline,
  type PipelineStep,
  runPipeline,
  tryPipeline,
} from '@civitas/sdk'
import { formatNumber, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { App, Button, Select, Space } from 'antd'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Page, Raw, Section } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { RecipeDialog } from './model-step.tsx'
import { PipelineSettings } from './pipeline-settings.tsx'
import { pipelineTexts } from './pipelines.texts.ts'
import { RunList } from './run-list.tsx'
import { StageTable } from './stage-table.tsx'
import { StepForm } from './step-form.tsx'
import { type DraftStep, isWhole, stepSpecs } from './step-spec.ts'

/** One pipeline: its operators with what each does to a sample, its schedule and assertions, its runs. */
export function PipelinePage() {
  const { id = '' } = useParams()
  const read = useRead(getPipeline, { params: { id } })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  return read.data ? <PipelineView key={read.data.version} pipeline={read.data} /> : null
}

function PipelineView({ pipeline }: { pipeline: Pipeline }) {
  const texts = useTexts(pipelineTexts)
  const { message } = App.useApp()
  const [steps, setSteps] = useState<DraftStep[]>(pipeline.steps as DraftStep[])
  const [backfilling, setBackfilling] = useState(false)
  const [cooking, setCooking] = useState(false)
  const params = { id: pipeline.id }
  // The sample goes as far as the steps are whole.
  const unfinished = steps.findIndex((step) => !isWhole(step))
  const whole = unfinished < 0 ? steps : steps.slice(0, unfinished)
  const trial = useRead(
    tryPipeline,
    { body: { inputId: pipeline.inputId, steps: whole as PipelineStep[] } },
    { keepPrevious: true },
  )
  const save = useMutation({
    mutationFn: () => client.call(changePipeline, { params, body: { steps: steps as PipelineStep[] } }),
    onSuccess: () => {
      void message.success(texts.saved)
      refresh(getPipeline)
    },
  })
  const run = useMutation({
    mutationFn: async () => {
      // What is run is what is seen.
      if (JSON.stringify(steps) !== JSON.stringify(pipeline.steps)) await save.mutateAsync()
      return client.call(runPipeline, { params, body: {} })
    },
    onSettled: () => refresh(listRuns),
  })
  const stages = trial.data?.stages ?? []
  return (
    <Page
      title={pipeline.name}
      under={
        <>
          <Link to={`/console/datasets/${pipeline.inputId}`}>{pipeline.inputName}</Link> →{' '}
          <Link to={`/console/datasets/${pipeline.outputId}`}>{pipeline.outputName}</Link>，{texts.version}{' '}
          {pipeline.version}
        </>
      }
      backTo="/console/pipelines"
      acts={
        <Space>
          <Button loading={save.isPending} disabled={unfinished >= 0} onClick={() => save.mutate()}>
            {texts.save}
          </Button>
          {pipeline.partition ? <Button onClick={() => setBackfilling(true)}>{texts.backfill}</Button> : null}
          <Button
            type="primary"
            loading={run.isPending}
            disabled={unfinished >= 0}
            onClick={() => run.mutate()}
          >
            {texts.run}
          </Button>
        </Space>
      }
    >
      <ProblemNote error={save.error ?? run.error ?? trial.error} />
      <Section
        title={texts.steps}
        extra={
          <Space>
            <Button onClick={() => setCooking(true)}>{texts.recipe}</Button>
            <AddStep onAdd={(op) => setSteps([...steps, { op }])} />
          </Space>
        }
      >
        {stages[0] ? <StageTable label={texts.input} stage={stages[0]} /> : null}
        {steps.map((step, at) => (
          <StepBlock
            // biome-ignore lint/suspicious/noArrayIndexKey: a step has no other name than its place
            key={at}
            at={at}
            step={step}
            steps={steps}
            fields={stages[Math.min(at, stages.length - 1)]?.fields ?? []}
            stage={stages[at + 1]}
            onChange={setSteps}
          />
        ))}
      </Section>
      {trial.data && trial.data.rejects.length > 0 ? (
        <Section title={texts.rejected}>
          <ul>
            {trial.data.rejects.slice(0, 20).map((one) => (
              <li key={`${one.row} ${one.reason}`}>
                {one.row ?? '—'}：{one.reason}
              </li>
            ))}
          </ul>
        </Section>
      ) : null}
      <Section title={texts.settings}>
        <PipelineSettings pipeline={pipeline} fields={stages.at(-1)?.fields ?? []} />
      </Section>
      <Section title={texts.runs}>
        <RunList pipeline={pipeline} />
      </Section>
      <details>
        <summary>{texts.text}</summary>
        <Raw>{JSON.stringify(steps, null, 2)}</Raw>
      </details>
      {cooking ? (
        <RecipeDialog
          fields={stages.at(-1)?.fields ?? []}
          onAdd={(more) => setSteps([...steps, ...more])}
          onClose={() => setCooking(false)}
        />
      ) : null}
      {backfilling ? <Backfill pipeline={pipeline} onClose={() => setBackfilling(false)} /> : null}
    </Page>
  )
}

function AddStep({ onAdd }: { onAdd: (op: PipelineStep['op']) => void }) {
  const texts = useTexts(pipelineTexts)
  return (
    <Select
      aria-label={texts.addStep}
      placeholder={texts.addStep}
      showSearch={{ optionFilterProp: 'label' }}
      style={{ width: 180 }}
      value={null}
      options={Object.keys(stepSpecs).map((op) => ({
        value: op,
        label: texts.ops[op as PipelineStep['op']],
      }))}
      onChange={(op: PipelineStep['op'] | null) => op && onAdd(op)}
    />
  )
}

interface StepBlockProps {
  at: number
  step: DraftStep
  steps: DraftStep[]
  fields: readonly { name: string; title: string }[]
  stage?: Parameters<typeof StageTable>[0]['stage']
  onChange: (steps: DraftStep[]) => void
}

function StepBlock({ at, step, steps, fields, stage, onChange }: StepBlockProps) {
  const texts = useTexts(pipelineTexts)
  const moved = (to: number) => {
    const rest = steps.filter((_, i) => i !== at)
    return [...rest.slice(0, to), step, ...rest.slice(to)]
  }
  return (
    <Section
      title={`${at + 1}. ${texts.ops[step.op]}`}
      extra={
        <Space>
          <Button size="small" disabled={at === 0} onClick={() => onChange(moved(at - 1))}>
            {texts.up}
          </Button>
          <Button size="small" disabled={at === steps.length - 1} onClick={() => onChange(moved(at + 1))}>
            {texts.down}
          </Button>
          <Button size="small" onClick={() => onChange(steps.filter((_, i) => i !== at))}>
            {texts.remove}
          </Button>
        </Space>
      }
    >
      <StepForm
        step={step}
        fields={fields}
        onChange={(next) => onChange(steps.map((one, i) => (i === at ? next : one)))}
      />
      {stage ? (
        <StageTable
          label={texts.rowsAfter(formatNumber(stage.total), formatNumber(stage.rejected))}
          stage={stage}
        />
      ) : null}
    </Section>
  )
}

function Backfill({ pipeline, onClose }: { pipeline: Pipeline; onClose: () => void }) {
  const texts = useTexts(pipelineTexts)
  const day = { is: /^\d{4}-\d{2}-\d{2}$/, else: '2026-01-31' }
  return (
    <FormDialog<{ from: string; to: string }>
      title={texts.backfill}
      fields={[
        {
          name: 'from',
          label: texts.from,
          kind: 'text',
          required: true,
          pattern: day,
          placeholder: day.else,
        },
        { name: 'to', label: texts.to, kind: 'text', required: true, pattern: day, placeholder: day.else },
      ]}
      act={async (body) => {
        await client.call(runPipeline, { params: { id: pipeline.id }, body })
        refresh(listRuns)
      }}
      onClose={onClose}
    />
  )
}
