import {
  cancelSimulation,
  listSimulationModels,
  listSimulations,
  runSimulation,
  type SimulationRun,
} from '@civitas/sdk'
import { formatNumber, formatTime, usePick, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, InputNumber, Segmented } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { Page, Section } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import styles from './command.module.css'
import { commandTexts } from './command.texts.ts'
import { resourceTexts } from './resource.texts.ts'
import { simulationTexts } from './simulation.texts.ts'
import { SimulationResults } from './simulation-results.tsx'
import { useCommandNews } from './use-command.ts'

/** The simulation desk: what a model says, a run with its parameters, and runs side by side. */
export function SimulationPage() {
  const texts = useTexts(commandTexts)
  const pick = usePick()
  const models = useRead(listSimulationModels, {}, { staleMs: 600_000 })
  const [modelId, setModelId] = useState('waterlogging')
  const runs = useRead(listSimulations, { query: { model: modelId } }, { everyMs: 3_000 })
  useCommandNews([listSimulations])
  const model = models.data?.find((one) => one.id === modelId)
  const [opened, setOpened] = useState<string[]>([])
  return (
    <Page
      title={texts.simulations}
      acts={
        <Segmented
          value={modelId}
          aria-label={texts.model}
          options={(models.data ?? []).map((one) => ({ value: one.id, label: pick(one.title) }))}
          onChange={(next) => {
            setModelId(next)
            setOpened([])
          }}
        />
      }
    >
      {model ? (
        <Section title={pick(model.title)}>
          <RunForm key={model.id} model={model.id} defaults={model.defaults} />
          <p>
            <b>{texts.formula}</b> {model.formula}
          </p>
          <p>
            <b>{texts.inputs}</b> {model.inputs}
          </p>
          <p className={styles.quiet}>
            <b>{texts.limits}</b> {model.limits}
          </p>
        </Section>
      ) : null}
      <Section title={texts.compare}>
        <RunTable runs={runs.data ?? []} onOpen={(id) => setOpened([...opened, id].slice(-2))} />
      </Section>
      {opened.length > 0 ? <SimulationResults ids={opened} onClose={() => setOpened([])} /> : null}
    </Page>
  )
}

function RunForm({ model, defaults }: { model: string; defaults: Record<string, unknown> }) {
  const texts = useTexts(commandTexts)
  const may = useMay()
  const own = useTexts(simulationTexts)
  const [seed, setSeed] = useState(42)
  const [given, setGiven] = useState(defaults)
  const numbers = Object.entries(defaults).filter(([, value]) => typeof value === 'number')
  const run = useMutation({
    mutationFn: () => {
      const said = numbers.map(([key]) => `${own.parameters[key] ?? key} ${given[key]}`).join('，')
      return client.call(runSimulation, { body: { model, title: said, parameters: given, seed } })
    },
    onSuccess: () => refresh(listSimulations),
  })
  // The evacuation needs a place; it is run from the stage of an incident.
  if (!may('command.simulate') || model === 'evacuation') return null
  return (
    <div className={styles.inline} style={{ margin: 0 }}>
      {numbers.map(([key]) => (
        <span key={key}>
          {own.parameters[key] ?? key}{' '}
          <InputNumber
            min={0}
            max={100_000}
            style={{ width: 84 }}
            aria-label={own.parameters[key] ?? key}
            value={Number(given[key])}
            onChange={(value) => setGiven({ ...given, [key]: value ?? 0 })}
          />
        </span>
      ))}
      <span>
        {own.seed}{' '}
        <InputNumber
          min={0}
          max={2_147_483_647}
          precision={0}
          style={{ width: 84 }}
          aria-label={own.seed}
          value={seed}
          onChange={(value) => setSeed(value ?? 0)}
        />
      </span>
      <Button type="primary" loading={run.isPending} onClick={() => run.mutate()}>
        {texts.run}
      </Button>
      <ProblemNote error={run.error} />
    </div>
  )
}

function RunTable({ runs, onOpen }: { runs: SimulationRun[]; onOpen: (id: string) => void }) {
  const own = useTexts(simulationTexts)
  const texts = useTexts(commandTexts)
  const words = useTexts(resourceTexts)
  const names = words.measures as Record<string, string>
  const keys = [...new Set(runs.flatMap((one) => Object.keys(one.measures ?? {})))]
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th>{own.ran}</th>
          <th>{texts.inputs}</th>
          <th>{texts.state}</th>
          {keys.map((key) => (
            <th key={key}>{names[key] ?? key}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {runs.map((one) => (
          <tr key={one.id}>
            <td>{formatTime(one.time)}</td>
            <td>
              {Object.entries(one.parameters)
                .map(([key, value]) => `${own.parameters[key] ?? key} ${value ?? '—'}`)
                .join('，')}
              ，{own.seed} {one.seed}
            </td>
            <td>
              {words.runStates[one.state]}{' '}
              {one.state === 'running' ? `${Math.round(one.progress * 100)} %` : ''}
              {one.state === 'done' ? (
                <Button size="small" onClick={() => onOpen(one.id)}>
                  {own.see}
                </Button>
              ) : null}
              {one.state === 'queued' || one.state === 'running' ? (
                <Button
                  size="small"
                  onClick={() =>
                    void client
                      .call(cancelSimulation, { params: { id: one.id } })
                      .then(() => refresh(listSimulations))
                  }
                >
                  {texts.cancelRun}
                </Button>
              ) : null}
            </td>
            {keys.map((key) => (
              <td key={key} className={styles.number}>
                {formatNumber(one.measures?.[key] ?? null, Number.isInteger(one.measures?.[key]) ? 0 : 1)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
