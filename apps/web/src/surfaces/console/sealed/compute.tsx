import {
  getSealedSample,
  listSealed,
  listSealedRuns,
  runSealed,
  type SealedProject,
  type SealedRun,
  type SealedTrial,
  trySealed,
} from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Alert, Button, Input, Segmented, Space, Table } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { Quiet, Section } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { OutputTable } from './output-table.tsx'
import { sealedTexts } from './sealed.texts.ts'

type Language = SealedRun['language']

/** The synthetic sample, and code to be tried on it and run where the data are. */
export function Compute({ project }: { project: SealedProject }) {
  const texts = useTexts(sealedTexts)
  const params = { id: project.id }
  const [language, setLanguage] = useState<Language>('sql')
  const [code, setCode] = useState('')
  const run = useMutation({
    mutationFn: () => client.call(runSealed, { params, body: { code, language } }),
    onSettled: () => refresh(listSealedRuns, listSealed),
  })
  const trial = useMutation({ mutationFn: () => client.call(trySealed, { params, body: { code } }) })
  return (
    <>
      <Sample project={project} />
      <Section title={texts.code}>
        <Segmented<Language>
          aria-label={texts.language}
          value={language}
          options={Object.entries(texts.languages).map(([value, label]) => ({
            value: value as Language,
            label,
          }))}
          onChange={setLanguage}
        />
        <Quiet>{texts.codeHelp[language]}</Quiet>
        <Input.TextArea
          aria-label={texts.code}
          className="code"
          autoSize={{ minRows: 5, maxRows: 24 }}
          placeholder={texts.example[language]}
          maxLength={20_000}
          spellCheck={false}
          value={code}
          onChange={(event) => setCode(event.target.value)}
        />
        <ProblemNote error={run.error ?? trial.error} />
        <Space style={{ marginTop: 8 }}>
          <Button type="primary" loading={run.isPending} disabled={!code.trim()} onClick={() => run.mutate()}>
            {texts.run}
          </Button>
          {language === 'javascript' ? (
            <Button loading={trial.isPending} disabled={!code.trim()} onClick={() => trial.mutate()}>
              {texts.trial}
            </Button>
          ) : null}
        </Space>
        {language === 'javascript' && trial.data ? <Tried trial={trial.data} /> : null}
      </Section>
    </>
  )
}

function Sample({ project }: { project: SealedProject }) {
  const texts = useTexts(sealedTexts)
  const sample = useRead(getSealedSample, { params: { id: project.id } })
  return (
    <Section title={texts.sample}>
      <Table
        size="small"
        pagination={{ pageSize: 5 }}
        scroll={{ x: 'max-content' }}
        rowKey={(row) => JSON.stringify(row)}
        dataSource={sample.data?.items ?? []}
        columns={project.columns.map(({ name, title }) => ({
          title: title === name ? name : `${title}（${name}）`,
          key: name,
          render: (_, row: Record<string, unknown>) => String(row[name] ?? '—'),
        }))}
      />
    </Section>
  )
}

function Tried({ trial }: { trial: SealedTrial }) {
  const texts = useTexts(sealedTexts)
  return (
    <div style={{ marginTop: 12 }}>
      {trial.fault ? (
        <Alert type="warning" title={texts.trialFault} description={trial.fault} role="status" />
      ) : null}
      {trial.printed.length > 0 ? (
        <>
          <p>{texts.printed}</p>
          <pre className="code">{trial.printed.join('\n')}</pre>
        </>
      ) : null}
      {trial.fault ? null : (
        <>
          <p>{texts.trialResult}</p>
          <OutputTable output={trial.output} />
        </>
      )}
    </div>
  )
}
