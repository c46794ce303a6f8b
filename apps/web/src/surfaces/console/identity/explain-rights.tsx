import { type Decision, explainDecision, listHolders, type OperationOutput, operations } from '@civitas/sdk'
import { usePick, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, Select, Space, Table } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { useRead } from '../../../app/query.ts'
import { Facts, Quiet, StateTag } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { UserSelect } from '../parts/user-select.tsx'
import { fieldRightsTexts } from './field-rights.texts.ts'

type Holder = OperationOutput<typeof listHolders>['items'][number]

/** 权限查询: may somebody do something and why; who may (PLT-081). */
export function ExplainRights() {
  const { explain: texts } = useTexts(fieldRightsTexts)
  const pick = usePick()
  const titles = operations.map((one) => ({ value: one.id, label: `${pick(one.summary)}（${one.id}）` }))
  const [userId, setUser] = useState<string>()
  const [operation, setOperation] = useState<string>()
  const ask = useMutation({
    mutationFn: (query: { userId: string; operation: string }) => client.call(explainDecision, { query }),
  })
  return (
    <>
      <Quiet>{texts.why}</Quiet>
      <Space wrap style={{ marginBottom: 12 }}>
        <Select
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          aria-label={texts.operation}
          placeholder={texts.operation}
          style={{ width: 320 }}
          options={titles}
          value={operation}
          onChange={setOperation}
        />
        <UserSelect value={userId} onChange={setUser} />
        <Button
          type="primary"
          disabled={!userId || !operation}
          loading={ask.isPending}
          onClick={() => ask.mutate({ userId: userId ?? '', operation: operation ?? '' })}
        >
          {texts.ask}
        </Button>
      </Space>
      <ProblemNote error={ask.error} />
      {ask.data ? <Verdict one={ask.data} /> : null}
      {operation ? <HolderList operation={operation} /> : null}
    </>
  )
}

function Verdict({ one }: { one: Decision }) {
  const all = useTexts(fieldRightsTexts)
  const texts = all.explain
  return (
    <Facts
      facts={[
        {
          label: texts.ask,
          value: (
            <StateTag tone={one.allowed ? undefined : 'bad'}>
              {one.allowed ? texts.allowed : texts.refused}
            </StateTag>
          ),
        },
        { label: texts.roles, value: one.roles.join('、') || texts.nothing },
        { label: texts.reason, value: one.reason, whole: true },
        {
          label: texts.obligations,
          value:
            one.obligations
              .map((each) => `${each.title}（${all.effects[each.effect]}：${each.reason}）`)
              .join('；') || texts.nothing,
          whole: true,
        },
      ]}
    />
  )
}

function HolderList({ operation }: { operation: string }) {
  const { explain: texts } = useTexts(fieldRightsTexts)
  const [page, setPage] = useState(1)
  const read = useRead(
    listHolders,
    { query: { operation, limit: 20, offset: (page - 1) * 20 } },
    { keepPrevious: true },
  )
  return (
    <>
      <ProblemNote error={read.error} />
      <Table<Holder>
        size="small"
        aria-label={texts.holders}
        title={() => texts.holders}
        loading={read.isPending}
        dataSource={read.data?.items ?? []}
        rowKey="userId"
        locale={{ emptyText: texts.everybody }}
        pagination={{
          current: page,
          pageSize: 20,
          total: read.data?.total,
          onChange: setPage,
          hideOnSinglePage: true,
          showSizeChanger: false,
        }}
        columns={[
          { title: texts.name, dataIndex: 'name' },
          { title: texts.account, dataIndex: 'account' },
          { title: texts.divisions, render: (_, one) => one.divisions.join('、') },
        ]}
      />
    </>
  )
}
