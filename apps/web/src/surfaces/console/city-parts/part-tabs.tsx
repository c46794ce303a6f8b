import { listPartDisputes, listPartSurveyTasks, type PartDispute, type PartSurveyTask } from '@civitas/sdk'
import { formatNumber, Loading, useTexts } from '@civitas/ui'
import { Button, Table } from 'antd'
import { useState } from 'react'
import { useRead } from '../../../app/query.ts'
import { DivisionName } from '../parts/division-name.tsx'
import { Quiet } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { cityPartsTexts } from './city-parts.texts.ts'
import { OrderSurvey, RuleDispute } from './part-acts.tsx'

/** Disputes of ownership, open ones with a ruling to give. */
export function Disputes() {
  const texts = useTexts(cityPartsTexts)
  const may = useMay()
  const [ruling, setRuling] = useState<PartDispute | null>(null)
  const read = useRead(listPartDisputes, { query: { limit: 100 } })
  if (!read.data) return <Loading />
  return (
    <>
      <Table<PartDispute>
        size="small"
        pagination={false}
        rowKey="id"
        dataSource={read.data.items}
        locale={{ emptyText: <Quiet>{texts.noDisputes}</Quiet> }}
        columns={[
          {
            title: texts.columns.name,
            key: 'name',
            render: (_, one) => (
              <>
                {one.partName} <span className="code">{one.partCode}</span>
              </>
            ),
          },
          { title: texts.registered, key: 'was', render: (_, one) => one.registeredOwner || texts.none },
          { title: texts.claimed, key: 'claimed', render: (_, one) => one.claimedOwner },
          { title: texts.reason, key: 'reason', render: (_, one) => one.reason },
          {
            title: texts.ruled,
            key: 'ruled',
            render: (_, one) =>
              one.ruledOwner ? (
                `${one.ruledOwner}（${one.ruling}）`
              ) : may('territory.manage') ? (
                <Button size="small" onClick={() => setRuling(one)}>
                  {texts.rule}
                </Button>
              ) : (
                texts.none
              ),
          },
        ]}
      />
      {ruling ? <RuleDispute dispute={ruling} onClose={() => setRuling(null)} /> : null}
    </>
  )
}

/** Surveys that were ordered, and how far each has come. */
export function Surveys() {
  const texts = useTexts(cityPartsTexts)
  const may = useMay()
  const [isOrdering, setOrdering] = useState(false)
  const read = useRead(listPartSurveyTasks, { query: { limit: 100 } })
  if (!read.data) return <Loading />
  return (
    <>
      {may('territory.manage') ? (
        <Button type="primary" style={{ marginBottom: 12 }} onClick={() => setOrdering(true)}>
          {texts.order}
        </Button>
      ) : null}
      <Table<PartSurveyTask>
        size="small"
        pagination={false}
        rowKey="id"
        dataSource={read.data.items}
        locale={{ emptyText: <Quiet>{texts.survey.none}</Quiet> }}
        columns={[
          { title: texts.survey.title, key: 'title', render: (_, one) => one.title },
          {
            title: texts.columns.division,
            key: 'grid',
            render: (_, one) => <DivisionName code={one.gridCode} />,
          },
          { title: texts.survey.class, key: 'class', render: (_, one) => one.classCode ?? texts.survey.all },
          { title: texts.survey.due, key: 'due', render: (_, one) => one.dueDate },
          {
            title: texts.survey.done,
            key: 'done',
            align: 'right',
            render: (_, one) => `${formatNumber(one.surveyed)} / ${formatNumber(one.parts)}`,
          },
        ]}
      />
      {isOrdering ? <OrderSurvey onClose={() => setOrdering(false)} /> : null}
    </>
  )
}
