import {
  decideLevel,
  endIncident,
  getIncident,
  getPlan,
  type IncidentReport,
  listIncidentKinds,
  listIncidentLog,
  listOrders,
  listPlanStarts,
  listPlans,
  type OperationOutput,
  reportIncident,
  startPlan,
} from '@civitas/sdk'
import { levels, usePick, useTexts } from '@civitas/ui'
import { uiTexts } from '@civitas/ui/texts.ts'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import styles from './command.module.css'
import { commandTexts } from './command.texts.ts'
import { exerciseTexts } from './exercise.texts.ts'
import { OrderDialog } from './order-dialog.tsx'

export type StageAct = 'report' | 'decide' | 'startPlan' | 'order' | 'end'

interface DialogProps {
  detail: OperationOutput<typeof getIncident>
  onClose: () => void
}

/** One act of the commander, after what it needs has been asked. */
export function StageDialog({ act, ...props }: DialogProps & { act: StageAct }) {
  const close = () => {
    refresh(getIncident, listOrders, listIncidentLog, listPlanStarts)
    props.onClose()
  }
  const input = { ...props, onClose: close }
  if (act === 'report') return <ReportDialog {...input} />
  if (act === 'decide') return <DecideDialog {...input} />
  if (act === 'startPlan') return <PlanDialog {...input} />
  if (act === 'order') return <OrderDialog incidentId={props.detail.incident.id} onClose={close} />
  return <EndDialog {...input} />
}

/** Titles and units of the facts of a kind. */
export function useFacts(kindId: string): Map<string, { title: string; unit: string }> {
  const pick = usePick()
  const kinds = useRead(listIncidentKinds, {}, { staleMs: 600_000 })
  const kind = kinds.data?.find((one) => one.id === kindId)
  return new Map((kind?.facts ?? []).map((one) => [one.id, { title: pick(one.title), unit: one.unitLabel }]))
}

type ReportValues = { kind: IncidentReport['kind']; text: string } & Record<string, unknown>

function ReportDialog({ detail, onClose }: DialogProps) {
  const texts = useTexts(commandTexts)
  const known = useFacts(detail.incident.kind)
  const { id, facts } = detail.incident
  const first = Object.fromEntries(Object.entries(facts).map(([key, value]) => [`fact-${key}`, value]))
  return (
    <FormDialog<ReportValues>
      key={known.size}
      title={texts.report}
      first={{ kind: 'follow-up', ...first }}
      fields={[
        {
          ...{ name: 'kind', label: texts.reportKind, kind: 'choice', required: true },
          options: Object.entries(texts.reportKinds).map(([value, label]) => ({ value, label })),
        },
        { name: 'text', label: texts.words, kind: 'area', required: true },
        ...[...known].map(([key, { title, unit }]) => ({
          ...{ name: `fact-${key}`, label: title, kind: 'number' as const, min: 0, unit },
        })),
      ]}
      act={({ kind, text, ...values }) => {
        const given = Object.entries(values).flatMap(([key, value]) =>
          typeof value === 'number' ? [[key.replace('fact-', ''), value] as const] : [],
        )
        return client.call(reportIncident, {
          params: { id },
          body: { kind, text, facts: Object.fromEntries(given) },
        })
      }}
      onClose={onClose}
    />
  )
}

type LevelName = (typeof levels)[number]

function useLevelOptions() {
  const ui = useTexts(uiTexts)
  return [...levels].reverse().map((value) => ({ value, label: ui.levelLong[value] }))
}

function DecideDialog({ detail, onClose }: DialogProps) {
  const texts = useTexts(commandTexts)
  const { id, proposal } = detail.incident
  return (
    <FormDialog<{ level: LevelName; comment: string }>
      title={texts.decide}
      why={`${texts.proposed}：${proposal.reasons.join('；')}（${proposal.legalBasis}）`}
      first={{ level: proposal.level }}
      fields={[
        { name: 'level', label: texts.level, kind: 'choice', required: true, options: useLevelOptions() },
        { name: 'comment', label: texts.comment, kind: 'area', required: true },
      ]}
      act={(body) => client.call(decideLevel, { params: { id }, body })}
      onClose={onClose}
    />
  )
}

interface PlanValues {
  planId: string
  level: LevelName
  overrideReason?: string
  acceptVacancies?: boolean
}

function PlanDialog({ detail, onClose }: DialogProps) {
  const texts = useTexts(commandTexts)
  const pick = usePick()
  const plans = useRead(listPlans, {})
  const { id, kind, level, proposal } = detail.incident
  const fitting = (plans.data ?? []).filter((one) => one.state === 'approved')
  const own = fitting.find((one) => one.document.incidentKind === kind)
  const [chosen, setChosen] = useState<Partial<PlanValues>>({})
  const planId = chosen.planId ?? own?.planId
  const at = chosen.level ?? level ?? proposal.level
  return (
    <FormDialog<PlanValues>
      key={own?.planId ?? ''}
      title={texts.startPlan}
      first={{ planId: own?.planId, level: level ?? proposal.level, acceptVacancies: false }}
      fields={[
        {
          ...{ name: 'planId', label: texts.plan, kind: 'choice', required: true },
          options: fitting.map((one) => ({
            value: one.planId,
            label: `${pick(one.document.title)} V${one.version}${one.isExpired ? `（${texts.expired}）` : ''}`,
          })),
        },
        { name: 'level', label: texts.level, kind: 'choice', required: true, options: useLevelOptions() },
        { name: 'overrideReason', label: texts.overrideReason, kind: 'text' },
        { name: 'acceptVacancies', label: texts.acceptVacancies, kind: 'tick' },
      ]}
      act={({ overrideReason, ...body }) =>
        client.call(startPlan, {
          params: { id },
          body: { ...body, ...(overrideReason ? { overrideReason } : {}) },
        })
      }
      onChange={setChosen}
      onClose={onClose}
    >
      {planId ? <PostsToday planId={planId} level={at} /> : null}
    </FormDialog>
  )
}

/** Who holds the posts that have a task at this level, before it is started; vacant ones in red. */
function PostsToday({ planId, level }: { planId: string; level: LevelName }) {
  const texts = useTexts(commandTexts)
  const own = useTexts(exerciseTexts)
  const pick = usePick()
  const read = useRead(getPlan, { params: { planId } })
  const current = read.data?.versions.find((one) => one.state === 'approved')
  const tasks = current?.document.levels.find((one) => one.level === level)?.tasks ?? []
  const needed = (read.data?.posts ?? []).filter((one) => tasks.some((task) => task.post === one.post))
  return (
    <section aria-label={own.postsToday}>
      <h3 className={styles.quiet}>{own.postsToday}</h3>
      {needed.map((one) => (
        <div key={one.post} className={styles.factRow}>
          <span className={one.holder ? '' : styles.red}>{pick(one.title)}</span>
          <span className={one.holder ? '' : styles.red}>{one.holder?.name ?? texts.vacantNow}</span>
        </div>
      ))}
    </section>
  )
}

function EndDialog({ detail, onClose }: DialogProps) {
  const texts = useTexts(commandTexts)
  return (
    <ActDialog
      title={texts.end}
      danger
      comment="required"
      act={(comment) => client.call(endIncident, { params: { id: detail.incident.id }, body: { comment } })}
      onClose={onClose}
    />
  )
}
