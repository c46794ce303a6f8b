import { doLeakStep, type LeakCase, listLeakCases, openLeakCase } from '@civitas/sdk'
import { EmptyState, formatTime, Loading, useTexts } from '@civitas/ui'
import { Button, Upload } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { toSample } from '../../../lib/to-base64.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Facts, Section, StateTag } from '../parts/page.tsx'
import { guardTexts } from './guard.texts.ts'

type Step = LeakCase['steps'][number]['step']

/** Leak cases with what they were traced to, and the clock of each step. */
export function LeakList() {
  const texts = useTexts(guardTexts)
  const [isOpening, setOpening] = useState(false)
  const [doing, setDoing] = useState<{ id: string; step: Step }>()
  const read = useRead(listLeakCases, { query: { limit: 50 } })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  return (
    <>
      <Button type="primary" onClick={() => setOpening(true)}>
        {texts.openLeak}
      </Button>
      {read.data.total === 0 ? <EmptyState title={texts.noLeaks} why={texts.openLeakWhy} /> : null}
      {read.data.items.map((leak) => (
        <Leak key={leak.id} leak={leak} onStep={(step) => setDoing({ id: leak.id, step })} />
      ))}
      {isOpening ? <OpenLeak onClose={() => setOpening(false)} /> : null}
      {doing ? (
        <ActDialog
          title={texts.finish(texts.steps[doing.step])}
          comment="required"
          act={async (note) => {
            await client.call(doLeakStep, { params: { id: doing.id }, body: { step: doing.step, note } })
            refresh(listLeakCases)
          }}
          onClose={() => setDoing(undefined)}
        />
      ) : null}
    </>
  )
}

function Leak({ leak, onStep }: { leak: LeakCase; onStep: (step: Step) => void }) {
  const texts = useTexts(guardTexts)
  const traced = leak.matches.map((one) => (
    <p key={one.requestId}>
      {texts.match(one.receiver, one.datasetName, one.purpose)}{' '}
      <span className="code">{texts.request(one.requestId)}</span>
    </p>
  ))
  return (
    <Section title={leak.title} extra={formatTime(leak.discoveredTime)}>
      <Facts
        facts={[
          { label: texts.matches, value: traced.length > 0 ? traced : texts.noMatch, whole: true },
          ...leak.steps.map((one) => ({
            label: texts.steps[one.step],
            value: (
              <>
                {one.doneTime
                  ? `${texts.done} ${formatTime(one.doneTime)} ${one.doneBy ?? ''}：${one.note ?? ''} `
                  : `${texts.due} ${formatTime(one.dueTime)} `}
                {one.isLate ? <StateTag tone="over">{texts.late}</StateTag> : null}{' '}
                {one.doneTime ? null : (
                  <Button size="small" onClick={() => onStep(one.step)}>
                    {texts.finish(texts.steps[one.step])}
                  </Button>
                )}
              </>
            ),
            whole: true,
          })),
        ]}
      />
    </Section>
  )
}

function OpenLeak({ onClose }: { onClose: () => void }) {
  const texts = useTexts(guardTexts)
  const [file, setFile] = useState<File>()
  return (
    <FormDialog<{ title: string }>
      title={texts.openLeak}
      why={texts.openLeakWhy}
      fields={[{ name: 'title', label: texts.leakTitle, kind: 'text', required: true, maxLength: 200 }]}
      act={async ({ title }) => {
        const sample = file && { name: file.name, base64: await toSample(file, texts.tooLarge) }
        await client.call(openLeakCase, { body: { title, ...(sample ? { sample } : {}) } })
        refresh(listLeakCases)
      }}
      onClose={onClose}
    >
      <Upload
        accept=".csv,.xlsx,.txt"
        showUploadList={false}
        beforeUpload={(chosen) => {
          setFile(chosen)
          return false
        }}
      >
        <Button>{file ? file.name : `${texts.sample}：${texts.choose}`}</Button>
      </Upload>
    </FormDialog>
  )
}
