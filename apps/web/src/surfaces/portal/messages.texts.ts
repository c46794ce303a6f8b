import { defineTexts } from '@civitas/ui'

export const portalMessageTexts = defineTexts(
  {
    title: '我的消息',
    why: '办件进度、上报结果、预警和通知都在这里。',
    none: '还没有消息',
    noneWhy: '您上报的问题办结、办件有进展时会在这里告诉您。',
    unread: '未读',
    read: '标为已读',
    readAll: '全部标为已读',
    open: '去查看',
    more: '显示更多',
  },
  {
    title: 'My messages',
    why: 'Progress, results of your reports, warnings and notices.',
    none: 'No messages yet',
    noneWhy: 'You are told here when what you reported is done and when an application moves on.',
    unread: 'Unread',
    read: 'Mark as read',
    readAll: 'Mark all as read',
    open: 'Open',
    more: 'Show more',
  },
)
