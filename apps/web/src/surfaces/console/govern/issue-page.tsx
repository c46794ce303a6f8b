import { closeQualityIssue, getQualityIssue, listQualityIssues } from '@civitas/sdk'
import { formatNumber, formatTime, Loading, useTexts } from '@civitas/ui'
import { Button } from 'antd'
import { useState } from 'react'
import { useParams } from 'react-router'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { Facts, Line, Lines, Page, Section, StateTag } from '../parts/page.tsx'
import { CheckState, useChecks } from './check-state.tsx'
import styles from './govern.module.css'
import { governTexts } from './govern.texts.ts'

/** What one rule found: the rows, what happened since, and saying that it is mended. */
export function QualityIssuePage() {
  const { id = '' } = useParams()
  const texts = useTexts(governTexts)
  const { quality } = texts
  const [isClosing, setClosing] = useState(false)
  const read = useRead(getQualityIssue, { params: { id } }, { everyMs: 3_000 })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const issue = read.data
  return (
    <Page
      backTo="/console/quality"
      title={
        <>
          {issue.ruleName}{' '}
          <StateTag tone={issue.state === 'open' ? 'bad' : issue.state === 'rechecking' ? 'loud' : 'over'}>
            {texts.issueStates[issue.state]}
          </StateTag>
        </>
      }
      under={issue.datasetName}
      acts={
        issue.state === 'open' ? (
          <Button type="primary" onClick={() => setClosing(true)}>
            {quality.close}
          </Button>
        ) : undefined
      }
    >
      {issue.state === 'rechecking' ? <Recheck datasetId={issue.datasetId} /> : null}
      <Section title={quality.failing}>
        <Facts
          facts={[
            { label: texts.common.unit, value: issue.organisationName },
            { label: quality.dimension, value: texts.dimensions[issue.dimension] },
            { label: quality.failing, value: formatNumber(issue.failing) },
            { label: quality.reopened, value: formatNumber(issue.reopened) },
          ]}
        />
      </Section>
      <Section title={`${quality.keys}（${issue.keyFields.join('、')}）`}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls is reached by keyboard */}
        <section className={`${styles.keys} code`} aria-label={quality.keys} tabIndex={0}>
          {issue.keys.slice(0, 500).map((key, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: masked keys may be alike
            <span key={`${key}-${i}`}>{key}</span>
          ))}
        </section>
      </Section>
      <Section title={quality.history}>
        <Lines>
          {issue.steps.map((step) => (
            <Line
              key={`${step.time}-${step.act}`}
              title={quality.steps[step.act]}
              note={[
                step.userName,
                step.note,
                step.failing === null ? null : formatNumber(step.failing),
                formatTime(step.time),
              ]
                .filter(Boolean)
                .join(' · ')}
            />
          ))}
        </Lines>
      </Section>
      {isClosing ? (
        <ActDialog
          title={quality.close}
          why={quality.closeWhy}
          comment="required"
          act={async (note) => {
            await client.call(closeQualityIssue, { params: { id }, body: { note } })
            refresh(getQualityIssue, listQualityIssues)
          }}
          onClose={() => setClosing(false)}
        />
      ) : null}
    </Page>
  )
}

/** How far the check is that decides whether the problem is gone. */
function Recheck({ datasetId }: { datasetId: string }) {
  const texts = useTexts(governTexts)
  const check = useChecks(datasetId, true).data?.items.find(
    (one) => one.state === 'waiting' || one.state === 'running',
  )
  return check ? (
    <Section title={texts.issueStates.rechecking}>
      <CheckState check={check} />
    </Section>
  ) : null
}
