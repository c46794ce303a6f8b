import { getSimulation, type SimulationRun } from '@civitas/sdk'
import { formatNumber, useTexts } from '@civitas/ui'
import { Button } from 'antd'
import { useRead } from '../../../app/query.ts'
import { Quiet, Section } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import styles from './command.module.css'
import { simulationTexts } from './simulation.texts.ts'

interface Row {
  id: string
  name: string
  value: number
}

/** What a result lists place by place: depths of flooded spots, people in grids out of reach. */
function rowsOf(run: SimulationRun | undefined): Row[] {
  const result = (run?.result ?? {}) as {
    points?: { id: string; name: string; depthCm: number }[]
    far?: { code: string; name?: string; people: number }[]
  }
  if (result.points) return result.points.map((one) => ({ id: one.id, name: one.name, value: one.depthCm }))
  return (result.far ?? []).map((one) => ({ id: one.code, name: one.name ?? one.code, value: one.people }))
}

/** The opened runs side by side: what is the same for all of them stays in one line. */
export function SimulationResults({ ids, onClose }: { ids: string[]; onClose: () => void }) {
  const own = useTexts(simulationTexts)
  const reads = [useOne(ids[0]), useOne(ids[1])].filter((one) => one.id)
  const runs = reads.flatMap((one) => (one.read.data ? [one.read.data] : []))
  const lists = runs.map((run) => new Map(rowsOf(run).map((row) => [row.id, row])))
  const all = [...new Map(lists.flatMap((list) => [...list])).values()]
  const [one, two] = lists
  const isSame = runs.length === 2 && runs[0]?.digest !== null && runs[0]?.digest === runs[1]?.digest
  return (
    <Section
      title={own.results}
      extra={
        <Button size="small" onClick={onClose}>
          {own.close}
        </Button>
      }
    >
      {reads.map(({ id, read }) => (
        <ProblemNote key={id} error={read.error} />
      ))}
      {runs.map((run) => (
        <p key={run.id} className={styles.quiet}>
          {run.title} · {own.seed} {run.seed} · {own.digest} <span className="code">{run.digest}</span>
        </p>
      ))}
      {isSame ? <p>{own.same}</p> : null}
      {one && two && !isSame ? (
        <p>
          {own.changed(
            formatNumber([...two.keys()].filter((id) => !one.has(id)).length),
            formatNumber([...one.keys()].filter((id) => !two.has(id)).length),
          )}
        </p>
      ) : null}
      {all.length === 0 && runs.length > 0 ? <Quiet>{own.noRows}</Quiet> : null}
      {all.length > 0 ? (
        <table className={styles.table}>
          <thead>
            <tr>
              <th>{own.place}</th>
              {runs.map((run) => (
                <th key={run.id}>
                  {run.title}（{run.model === 'waterlogging' ? own.depth : own.people}）
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {all.slice(0, 100).map((row) => (
              <tr key={row.id}>
                <td>{row.name}</td>
                {lists.map((list, at) => (
                  <td key={runs[at]?.id} className={styles.number}>
                    {formatNumber(list.get(row.id)?.value ?? null, 1)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
    </Section>
  )
}

function useOne(id: string | undefined) {
  return { id, read: useRead(getSimulation, { params: { id: id ?? '' } }, { enabled: id !== undefined }) }
}
