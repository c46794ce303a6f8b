import { approvePlan, getPlan, listPlans, type OperationOutput } from '@civitas/sdk'
import { formatTime, LevelTag, Loading, usePick, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { libraryTexts } from '../library/library.texts.ts'
import { SimilarCases } from '../library/library-case-page.tsx'
import { Columns, Facts, Page, Section } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import styles from './command.module.css'
import { commandTexts } from './command.texts.ts'
import { orderTexts } from './order.texts.ts'
import { planEditorTexts } from './plan-editor.texts.ts'
import { PlanEditor } from './plan-editor.tsx'
import { PostHolders } from './post-holders.tsx'

/** The registry of plans, the version in force of each. */
export function PlanListPage() {
  const texts = useTexts(commandTexts)
  const pick = usePick()
  const read = useRead(listPlans, {})
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  return (
    <Page title={texts.plans}>
      <Section title={texts.plans} extra={read.data.length}>
        <table className={styles.table}>
          <thead>
            <tr>
              {[texts.plan, texts.version, texts.level, texts.reviewDate, texts.drilled].map((one) => (
                <th key={one}>{one}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {read.data.map((one) => (
              <tr key={one.planId}>
                <td>
                  <Link to={`/console/plans/${one.planId}`}>{pick(one.document.title)}</Link>
                  <div className={styles.quiet}>{one.document.filingNumber}</div>
                </td>
                <td>V{one.version}</td>
                <td>
                  {one.document.levels.map((each) => (
                    <LevelTag key={each.level} level={each.level} />
                  ))}
                </td>
                <td className={one.isExpired ? styles.red : ''}>
                  {one.reviewDate ?? '—'} {one.isExpired ? texts.expired : ''}
                </td>
                <td>{one.drills}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Section>
    </Page>
  )
}

/** One plan: words, posts with today’s holders, and the tasks of each level. */
export function PlanPage() {
  const { id = '' } = useParams()
  const read = useRead(getPlan, { params: { planId: id } })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  return read.data ? <PlanView detail={read.data} /> : <Loading />
}

type Detail = OperationOutput<typeof getPlan>

function PlanView({ detail }: { detail: Detail }) {
  const texts = useTexts(commandTexts)
  const pick = usePick()
  const own = useTexts(planEditorTexts)
  const orders = useTexts(orderTexts)
  const library = useTexts(libraryTexts)
  const may = useMay()
  const [isEditing, setEditing] = useState(false)
  const current = detail.versions.find((one) => one.state === 'approved') ?? detail.versions[0]
  const approve = useMutation({
    mutationFn: (version: number) =>
      client.call(approvePlan, { params: { planId: current?.planId ?? '' }, body: { version } }),
    onSuccess: () => refresh(getPlan, listPlans),
  })
  if (!current) return null
  const { document } = current
  const newest = detail.versions.reduce((a, b) => (b.version > a.version ? b : a))
  if (isEditing)
    return (
      <Page backTo="/console/plans" title={pick(document.title)}>
        <PlanEditor version={newest} onClose={() => setEditing(false)} />
      </Page>
    )
  return (
    <Page
      backTo="/console/plans"
      title={pick(document.title)}
      under={newest.state === 'draft' ? own.draft(String(newest.version)) : pick(document.scope)}
      acts={
        may('command.plans') ? (
          <>
            {newest.state === 'draft' ? (
              <Button
                type="primary"
                loading={approve.isPending}
                onClick={() => approve.mutate(newest.version)}
              >
                {own.approve(String(newest.version))}
              </Button>
            ) : null}{' '}
            <Button onClick={() => setEditing(true)}>{own.edit}</Button>{' '}
            <Link to={`/console/plans/${current.planId}/cards`}>{library.postCards}</Link>
          </>
        ) : (
          <Link to={`/console/plans/${current.planId}/cards`}>{library.postCards}</Link>
        )
      }
    >
      <ProblemNote error={approve.error} />
      <Columns
        main={document.levels.map((level) => (
          <LevelSection key={level.level} level={level} document={document} />
        ))}
        side={
          <>
            <Section title={orders.basics}>
              <Facts
                facts={[
                  { label: texts.version, value: `V${current.version}` },
                  { label: texts.reviewDate, value: current.reviewDate ?? '—' },
                  { label: texts.approvedBy, value: current.approvedBy ?? '—' },
                  { label: orders.approvedTime, value: formatTime(current.approvedTime) },
                  { label: texts.legal, value: document.legalBasis, whole: true },
                ]}
              />
              {document.text.map((one) => (
                <p key={one.zh}>{pick(one)}</p>
              ))}
            </Section>
            <PostHolders planId={current.planId} posts={detail.posts} />
            <SimilarCases planId={current.planId} />
          </>
        }
      />
    </Page>
  )
}

type Document = Detail['versions'][number]['document']

function LevelSection({ level, document }: { level: Document['levels'][number]; document: Document }) {
  const texts = useTexts(commandTexts)
  const pick = usePick()
  const post = (id: string | null) => {
    const found = document.posts.find((one) => one.id === id)
    return found ? pick(found.title) : '—'
  }
  return (
    <Section title={<LevelTag level={level.level} long />} extra={`${texts.approvedBy} ${level.approvedBy}`}>
      <table className={styles.table}>
        <tbody>
          {level.tasks.map((task, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: tasks are numbered
            <tr key={index}>
              <td>{index + 1}</td>
              <td>{pick(task.title)}</td>
              <td>{post(task.post)}</td>
              <td className={styles.number}>
                {task.withinMinutes} {texts.min}
              </td>
              <td className={styles.quiet}>{task.output ? pick(task.output) : ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {level.needs.length > 0 ? (
        <p className={styles.quiet}>
          {texts.needs}：
          {level.needs.map((one) => `${pick(one.title)} ${one.quantity}${one.unit}`).join('、')}
        </p>
      ) : null}
    </Section>
  )
}
