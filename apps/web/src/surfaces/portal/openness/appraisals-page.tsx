import { listPublicAppraisals, type PublicAppraisal } from '@civitas/sdk'
import { EmptyState, formatNumber, formatTime, Loading, useTexts } from '@civitas/ui'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import portal from '../portal.module.css'
import styles from './openness.module.css'
import { opennessTexts } from './openness.texts.ts'

/** Results of appraisal that were published to everybody (PLT-098, GOV-061). */
export function AppraisalsPage() {
  const texts = useTexts(opennessTexts)
  const read = useRead(listPublicAppraisals, { query: { limit: 24 } })
  return (
    <>
      <h1>{texts.appraisals}</h1>
      <p className={portal.lead}>{texts.appraisalsLead}</p>
      {read.isPending ? <Loading /> : null}
      {read.isError ? <ProblemView error={read.error} onRetry={() => void read.refetch()} /> : null}
      {read.data?.total === 0 ? <EmptyState title={texts.noAppraisals} /> : null}
      {(read.data?.items ?? []).map((one) => (
        <Result key={one.id} one={one} />
      ))}
    </>
  )
}

const yuan = (fen: number) => formatNumber(fen / 100, 2)

function Result({ one }: { one: PublicAppraisal }) {
  const texts = useTexts(opennessTexts)
  const weights = one.indicators.map(({ title, weight }) => `${title} ${formatNumber(weight)}`).join('、')
  return (
    <section className={portal.block}>
      <h2>
        {one.ruleName} {one.period}
      </h2>
      <p>{one.note}</p>
      <p className={portal.quiet}>
        {texts.published(formatTime(one.publishedTime))} · {texts.indicators(weights)}
      </p>
      <div className={styles.scroll}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th>{texts.place}</th>
              <th>{texts.object}</th>
              <th className={styles.number}>{texts.score}</th>
            </tr>
          </thead>
          <tbody>
            {one.scores.map((score) => (
              <tr key={score.name}>
                <td>{formatNumber(score.place)}</td>
                <td>{score.name}</td>
                <td className={styles.number}>{score.score.toFixed(2)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {one.funds ? <Funds funds={one.funds} /> : null}
    </section>
  )
}

function Funds({ funds }: { funds: NonNullable<PublicAppraisal['funds']> }) {
  const texts = useTexts(opennessTexts)
  return (
    <>
      <h3>{texts.funds(funds.title)}</h3>
      <div className={styles.scroll}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th>{texts.object}</th>
              <th className={styles.number}>{texts.base}</th>
              <th className={styles.number}>{texts.percent}</th>
              <th className={styles.number}>{texts.yuan}</th>
            </tr>
          </thead>
          <tbody>
            {funds.rows.map((row) => (
              <tr key={row.object}>
                <td>{row.name}</td>
                <td className={styles.number}>{yuan(row.baseFen)}</td>
                <td className={styles.number}>{row.percent}%</td>
                <td className={styles.number}>{yuan(row.fen)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p>{texts.sum(yuan(funds.sumFen))}</p>
    </>
  )
}
