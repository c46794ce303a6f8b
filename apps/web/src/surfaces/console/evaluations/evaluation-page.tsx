import { type Evaluation, type EvaluationItemResult, getEvaluation } from '@civitas/sdk'
import { formatNumber, formatTime, Loading, useTexts } from '@civitas/ui'
import { Table, type TableColumnsType } from 'antd'
import { Link, useParams } from 'react-router'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import styles from '../indicators/indicators.module.css'
import { Facts, Line, Lines, Page, Quiet, Section, StateTag } from '../parts/page.tsx'
import { evaluationTexts } from './evaluations.texts.ts'
import { ItemActs, ReviewEvidence } from './item-acts.tsx'
import { Peers } from './peers.tsx'

/** An edition with its pre-score, each item with where its value comes from, weak items and evidence. */
export function EvaluationPage() {
  const { id = '' } = useParams()
  const texts = useTexts(evaluationTexts)
  const read = useRead(getEvaluation, { params: { id } }, { everyMs: 30_000 })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const { data } = read
  return (
    <Page backTo="/console/evaluations" title={data.title} under={`${data.standard} · ${data.year}`}>
      <Section title={texts.preScore} extra={texts.reach(formatNumber(data.target))}>
        <p className={styles.big}>{formatNumber(data.preScore, 1)}</p>
        <Facts
          facts={[
            { label: texts.scoredWeight, value: formatNumber(data.scoredWeight, 1) },
            { label: texts.formula, value: data.formula, whole: true },
          ]}
        />
      </Section>
      <Section title={texts.items}>
        <Items evaluation={data} />
      </Section>
      <Section title={texts.groups}>
        <Lines>
          {data.groups.map((one) => (
            <Line
              key={one.group}
              title={one.group}
              note={`${formatNumber(one.points, 1)} / ${formatNumber(one.weight, 1)}`}
            />
          ))}
        </Lines>
      </Section>
      <Section title={texts.weak}>
        <Weak evaluation={data} />
      </Section>
      <Peers id={id} />
      <ReviewEvidence evaluation={data} />
    </Page>
  )
}

function Items({ evaluation }: { evaluation: Evaluation }) {
  const texts = useTexts(evaluationTexts)
  const columns: TableColumnsType<EvaluationItemResult> = [
    { title: texts.group, dataIndex: 'group', width: 110 },
    { title: texts.name, render: (_, one) => `${one.code} ${one.title}` },
    { title: texts.weight, align: 'right', render: (_, one) => formatNumber(one.weight, 1) },
    {
      ...{ title: texts.value, align: 'right' },
      render: (_, one) => (one.value === null ? '—' : `${formatNumber(one.value, 2)} ${one.unit}`),
    },
    { title: texts.source, render: (_, one) => <Source one={one} /> },
    {
      ...{ title: texts.score, align: 'right' },
      render: (_, one) => <span title={one.formula}>{formatNumber(one.score, 1)}</span>,
    },
    { title: texts.points, align: 'right', render: (_, one) => formatNumber(one.points, 2) },
    { title: texts.evidence, render: (_, one) => <EvidenceState one={one} /> },
    { title: texts.unit, render: (_, one) => one.organisationName ?? texts.unassigned },
    { key: 'acts', render: (_, one) => <ItemActs evaluationId={evaluation.id} one={one} /> },
  ]
  return (
    <Table
      size="small"
      rowKey="code"
      scroll={{ x: 'max-content' }}
      pagination={evaluation.items.length > 50 ? { pageSize: 50 } : false}
      dataSource={evaluation.items}
      columns={columns}
    />
  )
}

function Source({ one }: { one: EvaluationItemResult }) {
  const texts = useTexts(evaluationTexts)
  const words = texts.sources[one.source]
  if (!one.indicator) return <>{words}</>
  return (
    <Link to={`/console/indicators/${one.indicator}`} title={one.note ?? undefined}>
      {one.rows === null ? words : `${words} · ${texts.rows(formatNumber(one.rows))}`}
    </Link>
  )
}

function EvidenceState({ one }: { one: EvaluationItemResult }) {
  const texts = useTexts(evaluationTexts)
  if (one.indicator) return <>{texts.auto}</>
  const approved = one.given.filter((each) => each.state === 'approved').length
  return (
    <>
      {`${approved} / ${one.evidence.length}`}{' '}
      {one.missingEvidence.length > 0 ? (
        <StateTag tone="loud">{`${texts.missing} ${one.missingEvidence.join('、')}`}</StateTag>
      ) : null}
    </>
  )
}

function Weak({ evaluation }: { evaluation: Evaluation }) {
  const texts = useTexts(evaluationTexts)
  const byCode = new Map(evaluation.items.map((one) => [one.code, one]))
  const items = evaluation.weak.flatMap((code) => byCode.get(code) ?? [])
  if (items.length === 0) return <Quiet>{texts.noWeak}</Quiet>
  return (
    <Lines>
      {items.map((one) => (
        <Line
          key={one.code}
          title={`${one.code} ${one.title}`}
          note={[
            `${texts.score} ${formatNumber(one.score, 1)}`,
            ...one.improvements.map(
              (each) =>
                `${texts.improvements}：${each.text}（${each.organisationName}，${formatTime(each.dueTime)}）`,
            ),
          ].join(' · ')}
        />
      ))}
    </Lines>
  )
}
