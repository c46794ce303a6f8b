import { EmptyState, useTexts } from '@civitas/ui'
import { Tabs } from 'antd'
import { useSearchParams } from 'react-router'
import { appTexts } from '../../../app/app.texts.ts'
import { Page } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { SourceList } from './source-list.tsx'
import { SubscriptionList } from './subscription-list.tsx'
import { subscriptionsTexts } from './subscriptions.texts.ts'

/** Who is told of changes of entities, and which other brokers are asked with this one. */
export function SubscriptionsPage() {
  const { title, tabs } = useTexts(subscriptionsTexts)
  const { forbidden } = useTexts(appTexts)
  const may = useMay()
  const [parameters, setParameters] = useSearchParams()
  if (!may('entities.read')) return <EmptyState title={forbidden} />
  return (
    <Page title={title}>
      <Tabs
        destroyOnHidden
        activeKey={parameters.get('tab') ?? 'subscriptions'}
        onChange={(tab) => setParameters(tab === 'subscriptions' ? {} : { tab })}
        items={[
          { key: 'subscriptions', label: tabs.subscriptions, children: <SubscriptionList /> },
          ...(may('entities.federate')
            ? [{ key: 'sources', label: tabs.sources, children: <SourceList /> }]
            : []),
        ]}
      />
    </Page>
  )
}
