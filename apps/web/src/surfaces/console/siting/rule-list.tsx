import { listSitingRules, type SitingRule, setSitingRule } from '@civitas/sdk'
import { formatNumber, useTexts } from '@civitas/ui'
import { Button, Table, type TableColumnsType } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import styles from '../devices/devices.module.css'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Quiet, Section } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { sitingTexts } from './siting.texts.ts'

/** Distances by facility type: duplicate check, as-built tolerance, reach. */
export function RuleList() {
  const texts = useTexts(sitingTexts)
  const may = useMay()
  const [setting, setSetting] = useState<Partial<SitingRule> | null>(null)
  const read = useRead(listSitingRules, {})
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  const columns: TableColumnsType<SitingRule> = [
    {
      title: texts.type,
      key: 'type',
      render: (_, each) => (
        <button type="button" className={styles.pick} onClick={() => setSetting(each)}>
          <span className="code">{each.facilityType}</span>
        </button>
      ),
    },
    ...(['duplicateMetres', 'toleranceMetres', 'coverageMetres'] as const).map((name) => ({
      title: texts[name],
      key: name,
      align: 'right' as const,
      render: (_: unknown, each: SitingRule) => formatNumber(each[name]),
    })),
  ]
  return (
    <Section
      title={texts.rules}
      extra={
        may('sensing.models') ? (
          <Button type="primary" size="small" onClick={() => setSetting({})}>
            {texts.setRule}
          </Button>
        ) : null
      }
    >
      <Quiet>{texts.ruleWhy}</Quiet>
      <Table<SitingRule>
        size="small"
        rowKey="facilityType"
        columns={columns}
        dataSource={read.data ?? []}
        loading={read.isPending}
        pagination={false}
        locale={{ emptyText: <Quiet>{texts.noRules}</Quiet> }}
      />
      {setting && may('sensing.models') ? (
        <FormDialog<SitingRule>
          title={texts.setRule}
          first={{ duplicateMetres: 100, toleranceMetres: 20, coverageMetres: 500, ...setting }}
          fields={[
            {
              name: 'facilityType',
              label: texts.type,
              kind: 'code',
              required: true,
              extra: texts.typeHint,
              pattern: { is: /^[a-z][a-z0-9-]{0,59}$/, else: texts.typeHint },
            },
            { name: 'duplicateMetres', label: texts.duplicateMetres, kind: 'number', required: true, min: 0 },
            { name: 'toleranceMetres', label: texts.toleranceMetres, kind: 'number', required: true, min: 1 },
            { name: 'coverageMetres', label: texts.coverageMetres, kind: 'number', required: true, min: 1 },
          ]}
          act={async (body) => {
            await client.call(setSitingRule, { body })
            refresh(listSitingRules)
          }}
          onClose={() => setSetting(null)}
        />
      ) : null}
    </Section>
  )
}
