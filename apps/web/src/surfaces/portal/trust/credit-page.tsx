import { type CreditScore, getMyCredit, listMyObjections, setScoreConsent } from '@civitas/sdk'
import { formatTime, Loading, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import portal from '../portal.module.css'
import { AuthoriseQuery, ListingStatement } from './credit-acts.tsx'
import { CreditRecordLine } from './credit-record-line.tsx'
import styles from './trust.module.css'
import { trustTexts } from './trust.texts.ts'

/** 我的信用: the whole file, every point explained, objection and repair where the fact stands (PLT-087, PLT-088). */
export function CreditPage() {
  const { credit: texts, open } = useTexts(trustTexts)
  const read = useRead(getMyCredit, {})
  const objections = useRead(listMyObjections, { query: { limit: 20 } })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const { file, consent, queries } = read.data
  return (
    <section className={portal.block}>
      <h1>{texts.title}</h1>
      <p className={portal.quiet}>{texts.why}</p>
      {file.scores.map((score) => (
        <Score key={score.modelId} score={score} />
      ))}
      {consent === null ? null : <Consent agreed={consent} />}
      <h2 className={styles.section}>{texts.records}</h2>
      {file.records.length === 0 ? <p className={portal.quiet}>{texts.none}</p> : null}
      <ul className={portal.own}>
        {file.records.map((record) => (
          <CreditRecordLine key={record.id} record={record} />
        ))}
      </ul>
      {file.lists.length > 0 ? <h2 className={styles.section}>{texts.lists}</h2> : null}
      <ul className={portal.own}>
        {file.lists.map((one) => (
          <li key={one.id}>
            <p>
              <strong>{open.listNames[one.list]}</strong> {one.decisionNumber}
            </p>
            <p className={portal.quiet}>
              {one.reason}（{one.basis}）
            </p>
            {one.state === 'notified' && !one.statement ? <ListingStatement id={one.id} /> : null}
          </li>
        ))}
      </ul>
      {objections.data && objections.data.total > 0 ? (
        <h2 className={styles.section}>{texts.objections}</h2>
      ) : null}
      <ul className={portal.own}>
        {(objections.data?.items ?? []).map((one) => (
          <li key={one.id}>
            <p>
              {one.number} {texts.answers[one.state]}
            </p>
            <p className={portal.quiet}>{one.answer ?? texts.sent(one.number, formatTime(one.dueTime))}</p>
          </li>
        ))}
      </ul>
      <AuthoriseQuery />
      <h2 className={styles.section}>{texts.queries}</h2>
      <ul className={portal.own}>
        {queries.map((one) => (
          <li key={`${one.time}${one.purpose}`}>
            <p>
              {one.organisationName}：{one.purpose}
            </p>
            <p className={portal.quiet}>{formatTime(one.time)}</p>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Score({ score }: { score: CreditScore }) {
  const { credit: texts } = useTexts(trustTexts)
  return (
    <div className={styles.section}>
      <h2>{score.modelTitle}</h2>
      <p>
        <span className={styles.score}>{score.score}</span> {texts.grade(score.grade)}
      </p>
      <table className={styles.points}>
        <caption className={portal.quiet}>{texts.points}</caption>
        <tbody>
          {score.points.map((point) => (
            <tr key={`${point.itemId}${point.recordId}`}>
              <td>{point.title}</td>
              <td>{point.text}</td>
              <td>{point.points > 0 ? `+${point.points}` : point.points}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {score.hints.length > 0 ? (
        <p className={portal.quiet}>
          {texts.hints}：{score.hints.join('；')}
        </p>
      ) : null}
    </div>
  )
}

function Consent({ agreed }: { agreed: boolean }) {
  const { credit: texts } = useTexts(trustTexts)
  const set = useMutation({
    mutationFn: () => client.call(setScoreConsent, { body: { agreed: !agreed } }),
    onSuccess: () => refresh(getMyCredit),
  })
  return (
    <div className={styles.section}>
      <h2>{texts.consent}</h2>
      <p className={portal.quiet}>{texts.consentWhy}</p>
      <button
        type="button"
        className={agreed ? `${portal.go} ${portal.second}` : portal.go}
        disabled={set.isPending}
        onClick={() => set.mutate()}
      >
        {agreed ? texts.withdraw : texts.agree}
      </button>
    </div>
  )
}
