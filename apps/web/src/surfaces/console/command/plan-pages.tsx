import { getPlan, listPlans, type OperationOutput } from '@civitas/sdk'
import { formatTime, LevelTag, Loading, usePick, useTexts } from '@civitas/ui'
import { Link, useParams } from 'react-router'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { Columns, Facts, Page, Section } from '../parts/page.tsx'
import styles from './command.module.css'
import { commandTexts } from './command.texts.ts'

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
  const current = detail.versions.find((one) => one.state === 'approved') ?? detail.versions[0]
  if (!current) return null
  const { document } = current
  return (
    <Page backTo="/console/plans" title={pick(document.title)} under={pick(document.scope)}>
      <Columns
        main={document.levels.map((level) => (
          <LevelSection key={level.level} level={level} document={document} />
        ))}
        side={
          <>
            <Section title={texts.facts}>
              <Facts
                facts={[
                  { label: texts.version, value: `V${current.version}` },
                  { label: texts.reviewDate, value: current.reviewDate ?? '—' },
                  { label: texts.approvedBy, value: current.approvedBy ?? '—' },
                  { label: texts.opened, value: formatTime(current.approvedTime) },
                  { label: texts.legal, value: document.legalBasis, whole: true },
                ]}
              />
              {document.text.map((one) => (
                <p key={one.zh}>{pick(one)}</p>
              ))}
            </Section>
            <Section title={texts.posts}>
              {detail.posts.map((one) => (
                <div key={one.post} className={styles.factRow}>
                  <span>
                    {pick(one.title)} <span className={styles.quiet}>{one.organisation}</span>
                  </span>
                  {one.holder ? (
                    <span>{one.holder.name}</span>
                  ) : (
                    <span className={styles.red}>{texts.vacantNow}</span>
                  )}
                </div>
              ))}
            </Section>
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
