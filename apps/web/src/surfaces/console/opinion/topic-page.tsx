import {
  getOpinionTopic,
  listOpinionTopics,
  noteOpinionAct,
  type OpinionAct,
  type OpinionContent,
  type OpinionTopic,
} from '@civitas/sdk'
import { formatNumber, formatTime, Loading, useTexts } from '@civitas/ui'
import { Chart } from '@civitas/ui/chart/chart.tsx'
import { Button } from 'antd'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Columns, Facts, Line, Lines, Page, Quiet, Section } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { opinionTexts } from './opinion.texts.ts'
import { AlertTag } from './opinion-page.tsx'
import { TopicEvidence, TopicPostings } from './topic-evidence.tsx'

/** One topic: heat by hour, where it is talked about, what is said, and what was done. */
export function TopicPage() {
  const texts = useTexts(opinionTexts)
  const { id = '' } = useParams()
  const may = useMay()
  const [noting, setNoting] = useState(false)
  const read = useRead(getOpinionTopic, { params: { id } }, { everyMs: 30_000 })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const { topic, hours, sources, contents, related, acts } = read.data
  const points = hours.map((one): [number, number] => [Date.parse(one.time), one.count])
  return (
    <Page
      title={topic.title}
      under={<AlertTag topic={topic} />}
      backTo="/console/opinion"
      acts={
        may('events.handle') && !topic.closedTime ? (
          <Button type="primary" onClick={() => setNoting(true)}>
            {texts.note}
          </Button>
        ) : null
      }
    >
      <Columns
        main={
          <>
            <Chart
              title={texts.heatTitle}
              unit={texts.unit}
              precision={0}
              source={texts.heatSource}
              time={topic.lastTime}
              series={[{ name: texts.heatTitle, points }]}
            />
            <Section title={texts.texts}>
              {contents.map((one) => (
                <Content key={one.id} content={one} />
              ))}
            </Section>
            <TopicPostings topicId={id} />
          </>
        }
        side={
          <>
            <TopicFacts topic={topic} />
            <Section title={texts.sources}>
              <Lines>
                {sources.map((one) => (
                  <Line key={one.source} title={one.source} note={formatNumber(one.count)} />
                ))}
              </Lines>
            </Section>
            <Section title={texts.related}>
              {related.length === 0 ? <Quiet>{texts.noRelated}</Quiet> : null}
              <Lines>
                {related.map((one) => (
                  <Line
                    key={one.id}
                    to={`/console/events/${one.id}`}
                    title={one.title}
                    note={formatTime(one.raisedTime)}
                  />
                ))}
              </Lines>
            </Section>
            <TopicEvidence topicId={id} />
            <Section title={texts.acts}>
              {acts.length === 0 ? <Quiet>{texts.noActs}</Quiet> : null}
              <Lines>
                {acts.map((one) => (
                  <Line
                    key={one.id}
                    title={`${texts.kinds[one.kind]}：${one.text}`}
                    note={`${one.userName} ${formatTime(one.time)}`}
                  />
                ))}
              </Lines>
            </Section>
          </>
        }
      />
      {noting ? <NoteDialog id={id} onClose={() => setNoting(false)} /> : null}
    </Page>
  )
}

function TopicFacts({ topic }: { topic: OpinionTopic }) {
  const texts = useTexts(opinionTexts)
  const { columns } = texts
  return (
    <Section
      title={texts.columns.alert}
      extra={
        topic.eventId ? <Link to={`/console/events/${topic.eventId}`}>{topic.eventReference}</Link> : null
      }
    >
      <Facts
        facts={[
          { label: columns.area, value: topic.divisionName ?? '—' },
          { label: columns.heat, value: formatNumber(topic.heat) },
          { label: columns.contents, value: formatNumber(topic.contents) },
          { label: columns.first, value: `${topic.firstSource} ${formatTime(topic.firstTime)}` },
          { label: texts.keyTerms, value: topic.terms.join('、') || '—' },
          {
            label: columns.alert,
            value: topic.burst ? texts.burst(topic.burst.count, formatNumber(topic.burst.average, 1)) : '—',
            whole: true,
          },
        ]}
      />
    </Section>
  )
}

function Content({ content }: { content: OpinionContent }) {
  const texts = useTexts(opinionTexts)
  const isAddress = /^https?:\/\//.test(content.firstUrl)
  return (
    <article style={{ paddingBottom: 12 }}>
      <h3>{content.title}</h3>
      <p>{content.text}</p>
      <Quiet>
        {[
          content.firstSource,
          formatTime(content.firstTime),
          content.divisionName,
          texts.spread(content.spread),
        ]
          .filter(Boolean)
          .join(' · ')}{' '}
        {isAddress ? (
          <a href={content.firstUrl} target="_blank" rel="noreferrer noopener">
            {texts.original}
          </a>
        ) : null}
      </Quiet>
    </article>
  )
}

interface Noted {
  kind: OpinionAct['kind']
  text: string
  url?: string
}

function NoteDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const texts = useTexts(opinionTexts)
  const options = Object.entries(texts.kinds).map(([value, label]) => ({ value, label }))
  return (
    <FormDialog<Noted>
      title={texts.note}
      fields={[
        { name: 'kind', label: texts.kind, kind: 'choice', required: true, options },
        { name: 'text', label: texts.words, kind: 'area', required: true, maxLength: 4000 },
        { name: 'url', label: texts.url, kind: 'text', maxLength: 1000 },
      ]}
      act={async (body) => {
        await client.call(noteOpinionAct, { params: { id }, body })
        refresh(getOpinionTopic, listOpinionTopics)
      }}
      onClose={onClose}
    />
  )
}
