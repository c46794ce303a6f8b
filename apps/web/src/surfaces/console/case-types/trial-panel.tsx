import { type CaseTypeContent, type DesignTrialStep, getCaseTypeDesign, tryCaseType } from '@civitas/sdk'
import { formatTime, useLocale, usePick, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Alert, Button, DatePicker, Form, Select, Table } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { type FormValues, toFormBody, toFormFields } from '../../../capabilities/forms/form-fields.ts'
import { AntdJsonForm } from '../parts/antd-json-form.tsx'
import { DivisionSelect } from '../parts/division-select.tsx'
import { Quiet, StateTag } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import styles from './case-types.module.css'
import { designTexts } from './case-types.texts.ts'

interface TrialPanelProps {
  type: string
  version: number
  content: CaseTypeContent
  division: string
}

/** Walks a sample case through the saved version; what it waits for is filled in below. */
export function TrialPanel({ type, version, content, division }: TrialPanelProps) {
  const texts = useTexts(designTexts)
  const locale = useLocale()
  const pick = usePick()
  const [where, setWhere] = useState<string | undefined>(division)
  const [start, setStart] = useState(dayjs().hour(9).minute(0).second(0).millisecond(0))
  const [checks, setChecks] = useState<'once' | 'twice'>('once')
  const [values, setValues] = useState<Record<string, FormValues>>({})
  const [asked, setAsked] = useState<string[]>([])
  const tasks = content.stages.flatMap((stage) => stage.tasks)
  const fieldsOf = (id: string) => {
    const form = tasks.find((one) => one.id === id)?.form
    return form ? toFormFields(form as unknown as Record<string, unknown>, locale) : []
  }
  const run = useMutation({
    mutationFn: () => {
      const answers = Object.fromEntries(asked.map((id) => [id, toFormBody(fieldsOf(id), values[id] ?? {})]))
      const body = { divisionCode: where ?? '', startTime: start.toISOString(), answers }
      return client.call(tryCaseType, {
        params: { type, version },
        body: { ...body, checks: checks === 'twice' ? [false, true] : [] },
      })
    },
    onSuccess: (walk) => {
      setAsked([...new Set([...asked, ...walk.waitsFor])])
      refresh(getCaseTypeDesign)
    },
  })
  return (
    <>
      <Quiet>{texts.trialWhy}</Quiet>
      <div className={styles.grid} style={{ marginBlock: 12 }}>
        <DivisionSelect value={where} onChange={setWhere} width="100%" />
        <DatePicker
          showTime={{ format: 'HH:mm' }}
          format="YYYY-MM-DD HH:mm"
          allowClear={false}
          aria-label={texts.start}
          value={start}
          onChange={(time) => (time ? setStart(time) : undefined)}
        />
        <Select
          aria-label={texts.checkResult}
          disabled={!content.check}
          value={checks}
          onChange={setChecks}
          options={[
            { value: 'once', label: `${texts.checkResult}：${texts.checkOnce}` },
            { value: 'twice', label: `${texts.checkResult}：${texts.checkTwice}` },
          ]}
        />
      </div>
      {asked.map((id) => (
        <section key={id} className={styles.part}>
          <h3>{texts.fillIn(pick(tasks.find((one) => one.id === id)?.title ?? { zh: id, en: id }))}</h3>
          <Form component={false} layout="vertical">
            <AntdJsonForm
              fields={fieldsOf(id)}
              values={values[id] ?? {}}
              errors={{}}
              onChange={(next) => setValues({ ...values, [id]: next })}
            />
          </Form>
        </section>
      ))}
      <Button type="primary" loading={run.isPending} disabled={!where} onClick={() => run.mutate()}>
        {asked.length === 0 ? texts.run : texts.again}
      </Button>
      <div style={{ marginBlockStart: 16 }}>
        <ProblemNote error={run.error} />
        {run.data && !run.error ? <Walk steps={run.data.steps} complete={run.data.complete} /> : null}
      </div>
    </>
  )
}

function Walk({ steps, complete }: { steps: DesignTrialStep[]; complete: boolean }) {
  const texts = useTexts(designTexts)
  return (
    <>
      <Alert
        showIcon
        type={complete ? 'success' : 'warning'}
        title={complete ? texts.complete : texts.incomplete}
        style={{ marginBlockEnd: 12 }}
      />
      <Table
        size="small"
        rowKey={(one) => steps.indexOf(one)}
        pagination={false}
        scroll={{ x: true }}
        dataSource={steps}
        columns={[
          {
            title: texts.step,
            key: 'kind',
            render: (_, one) => <StateTag>{texts.steps[one.kind]}</StateTag>,
          },
          { title: texts.title, dataIndex: 'text' },
          {
            title: texts.unitName,
            key: 'unit',
            render: (_, one) =>
              one.kind === 'task' || one.kind === 'assist' ? (one.organisationName ?? texts.unitNone) : '',
          },
          { title: texts.due, key: 'due', render: (_, one) => (one.dueTime ? formatTime(one.dueTime) : '') },
        ]}
      />
    </>
  )
}
