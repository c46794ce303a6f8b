import { type OidObject, resolveOid } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Drawer, Input, Tabs } from 'antd'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { client } from '../../../app/client.ts'
import { Page } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { ArcList } from './arc-list.tsx'
import { ObjectList } from './object-list.tsx'
import { ObjectView } from './object-view.tsx'
import { OidStatistics } from './oid-statistics.tsx'
import { oidsTexts } from './oids.texts.ts'

/** Object identifiers: arcs with quotas, objects under them, and what an identifier stands for. */
export function OidPage() {
  const texts = useTexts(oidsTexts)
  const [parameters, setParameters] = useSearchParams()
  const [shown, setShown] = useState<OidObject | null>(null)
  const resolve = useMutation({
    mutationFn: (name: string) => client.call(resolveOid, { query: { name } }),
    onSuccess: setShown,
  })
  return (
    <Page
      title={texts.title}
      acts={
        <Input.Search
          aria-label={texts.resolve}
          placeholder={texts.resolveHint}
          style={{ width: 340 }}
          loading={resolve.isPending}
          onSearch={(words) => words.trim() && resolve.mutate(words.trim())}
        />
      }
    >
      <ProblemNote error={resolve.error} />
      <Tabs
        destroyOnHidden
        activeKey={parameters.get('tab') ?? 'objects'}
        onChange={(tab) => setParameters(tab === 'objects' ? {} : { tab })}
        items={[
          { key: 'objects', label: texts.tabs.objects, children: <ObjectList onOpen={setShown} /> },
          { key: 'arcs', label: texts.tabs.arcs, children: <ArcList /> },
          { key: 'statistics', label: texts.tabs.statistics, children: <OidStatistics /> },
        ]}
      />
      <Drawer open={shown !== null} size={520} title={shown?.title} onClose={() => setShown(null)}>
        {shown ? <ObjectView object={shown} onShow={setShown} /> : null}
      </Drawer>
    </Page>
  )
}
