import { checkDesign, type DatasetField, type OperationOutput } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, Table } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { FieldTable } from '../datasets/field-table.tsx'
import { Quiet, Section, StateTag } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { governTexts } from './govern.texts.ts'

/** 设计检查: columns of a table or an interface held against the standards before anything is built (PLT-062). */
export function DesignCheck() {
  const { standards, common } = useTexts(governTexts)
  const [fields, setFields] = useState<DatasetField[]>([])
  const [answer, setAnswer] = useState<OperationOutput<typeof checkDesign>>()
  const written = fields.filter((one) => one.name)
  const check = useMutation({
    mutationFn: () =>
      client.call(checkDesign, {
        body: {
          fields: written.map(({ name, type, element }) => ({ name, type, element: element || null })),
        },
      }),
    onSuccess: setAnswer,
  })
  return (
    <>
      <Quiet>{standards.designNote}</Quiet>
      <FieldTable value={fields} onChange={setFields} />
      <Button
        type="primary"
        style={{ marginTop: 12 }}
        disabled={written.length === 0}
        loading={check.isPending}
        onClick={() => check.mutate()}
      >
        {standards.checkDesign}
      </Button>
      <ProblemNote error={check.error} />
      {answer ? (
        <Section title={standards.findings}>
          {answer.findings.length === 0 ? <StateTag>{standards.noFindings}</StateTag> : null}
          <Table
            size="small"
            rowKey={(row) => `${row.field} ${row.message}`}
            pagination={false}
            dataSource={answer.findings}
            columns={[
              { title: common.field, render: (_, row) => <span className="code">{row.field}</span> },
              { title: standards.deviation, dataIndex: 'message' },
            ]}
          />
        </Section>
      ) : null}
    </>
  )
}
