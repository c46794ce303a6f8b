import type { SubscriptionSummary } from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { Drawer } from 'antd'
import { Facts } from '../parts/page.tsx'
import { subscriptionsTexts } from './subscriptions.texts.ts'

interface SubscriptionDrawerProps {
  subscription: SubscriptionSummary
  onClose: () => void
}

/** All there is to know of one subscription. */
export function SubscriptionDrawer({ subscription, onClose }: SubscriptionDrawerProps) {
  const texts = useTexts(subscriptionsTexts)
  const { throttlingSeconds, intervalSeconds, expiresAt } = subscription
  const code = (text: string) => <span className="code">{text || '—'}</span>
  const seconds = (count: number | null) => (count === null ? '—' : texts.seconds(formatNumber(count)))
  return (
    <Drawer open size={560} title={subscription.name || texts.details} onClose={onClose}>
      <Facts
        facts={[
          { label: texts.id, value: code(subscription.id), whole: true },
          { label: texts.description, value: subscription.description || '—', whole: true },
          { label: texts.status, value: texts.statuses[subscription.status] },
          { label: texts.kind, value: texts.kinds[subscription.kind] },
          { label: texts.entities, value: code(subscription.entities.join(' · ')), whole: true },
          {
            label: texts.attributes,
            value: subscription.watchedAttributes.length
              ? code(subscription.watchedAttributes.join(' · '))
              : texts.anyAttribute,
            whole: true,
          },
          { label: texts.filter, value: code(subscription.q), whole: true },
          { label: texts.endpoint, value: code(subscription.endpoint), whole: true },
          { label: texts.format, value: code(subscription.format) },
          { label: texts.tenant, value: code(subscription.tenant) },
          { label: texts.throttling, value: seconds(throttlingSeconds) },
          { label: texts.interval, value: seconds(intervalSeconds) },
          { label: texts.expires, value: expiresAt ? formatTime(expiresAt) : texts.forever },
          { label: texts.created, value: formatTime(subscription.createdTime) },
          { label: texts.lastSuccess, value: formatTime(subscription.lastSuccess) },
          { label: texts.lastFailure, value: formatTime(subscription.lastFailure) },
          { label: texts.lastError, value: code(subscription.lastError ?? ''), whole: true },
        ]}
      />
    </Drawer>
  )
}
