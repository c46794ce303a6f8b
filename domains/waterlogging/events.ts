import { type EventType, type MessageTemplate, text } from '@civitas/domain-kit'

/** Events about water where it should not be. */
export const eventTypes: readonly EventType[] = [
  {
    id: 'ponding',
    title: text('积水', 'Ponding'),
    description: text(
      '道路、小区或下穿通道积水达到预警深度。',
      'Water on a road, in an estate or underpass reaches a warning depth.',
    ),
    icon: 'flood',
    mergeWithin: { metres: 100, minutes: 60 },
    verification: 'automatic',
    opensCase: { caseType: 'road-closure', minLevel: 'orange' },
    classes: ['gbt30428.events.0406'],
    words: ['积水', '水淹', '路面有水', '排不出去', '车熄火'],
    warns: {
      category: 'Infra',
      minLevel: 'orange',
      area: 'street',
      validMinutes: 180,
      verifyMinutes: 10,
      channels: ['app', 'screen'],
      advice: {
        orange: text('积水路段请绕行，不要涉水驾驶。', 'Avoid flooded roads; do not drive through water.'),
        red: text('积水很深，严禁通行，被困请拨 119。', 'Deep water, no passage; call 119 if trapped.'),
      },
    },
    defaultLevel: 'blue',
  },
  {
    id: 'closure-needed',
    title: text('下穿通道需封闭', 'Underpass must be closed'),
    description: text('下穿通道积水达到封闭深度。', 'Water in an underpass reaches the closing depth.'),
    icon: 'barrier',
    mergeWithin: { metres: 200, minutes: 120 },
    verification: 'automatic',
    opensCase: { caseType: 'road-closure', minLevel: 'blue' },
    forPublic: false,
    defaultLevel: 'red',
  },
  {
    id: 'heavy-rain',
    title: text('短时强降雨', 'Heavy rain'),
    description: text('雨量站小时雨量达到强降雨标准。', 'Rain of one hour at a gauge is heavy.'),
    icon: 'rain',
    mergeWithin: { metres: 10_000, minutes: 120 },
    verification: 'automatic',
    defaultLevel: 'blue',
    reportable: false,
  },
  {
    id: 'rainstorm',
    title: text('暴雨', 'Rainstorm'),
    description: text('雨量达到暴雨预警信号标准。', 'Rain reaches a signal of the rainstorm warning.'),
    icon: 'rain',
    mergeWithin: { metres: 5_000, minutes: 360 },
    verification: 'automatic',
    defaultLevel: 'blue',
    reportable: false,
    warns: {
      category: 'Met',
      minLevel: 'blue',
      area: 'street',
      validMinutes: 360,
      verifyMinutes: 10,
      channels: ['app', 'sms', 'loudspeaker', 'screen', 'broadcast'],
      advice: {
        blue: text(
          '关注天气变化，检查排水口，驾驶人员减速慢行。',
          'Watch the weather, check drains, drive slowly.',
        ),
        yellow: text(
          '切断低洼地带室外电源，暂停空旷地方户外作业，转移低洼处人员。',
          'Cut outdoor power in low places, stop work in the open, move people out of low ground.',
        ),
        orange: text(
          '停止户外作业，危险地带人员撤离，下穿通道和低洼路段封控值守。',
          'Stop outdoor work, leave dangerous places; underpasses and low roads are guarded.',
        ),
        red: text(
          '停止集会、停课、停业（除特殊行业外），做好山洪、滑坡、城市内涝的防御和抢险。',
          'Stop gatherings, classes and business; be ready for flash floods, slides and waterlogging.',
        ),
      },
    },
  },
  {
    id: 'sensor-fault',
    title: text('监测仪异常', 'Doubtful gauge'),
    description: text('监测仪出现孤立尖峰或电量过低。', 'A gauge shows a lone spike or a low battery.'),
    icon: 'tool',
    mergeWithin: { metres: 5, minutes: 1440 },
    verification: 'automatic',
    opensCase: { caseType: 'sensor-check', minLevel: 'blue' },
    defaultLevel: 'blue',
    reportable: false,
  },
]

/** 出行提示: what drivers and residents are told. */
export const messages: readonly MessageTemplate[] = [
  {
    id: 'closed-ahead',
    title: text('情报板：禁止通行', 'Message screen: closed'),
    eventType: 'closure-needed',
    when: 'raised',
    minLevel: 'red',
    channels: ['screen'],
    body: text('前方积水 禁止通行', 'FLOODED AHEAD – ROAD CLOSED'),
  },
  {
    id: 'avoid-underpass',
    title: text('出行提示：绕行', 'Travel tip: take another way'),
    eventType: 'closure-needed',
    when: 'raised',
    minLevel: 'red',
    channels: ['sms', 'app', 'radio', 'television'],
    body: text(
      '{time}，{place}积水 {value} 厘米，已封闭，请绕行。',
      '{time}: {place} is closed, water {value} cm deep. Please take another way.',
    ),
  },
  {
    id: 'reopened',
    title: text('出行提示：积水已退', 'Travel tip: water gone'),
    eventType: 'closure-needed',
    when: 'cleared',
    minLevel: 'red',
    channels: ['app', 'radio'],
    body: text(
      '{place}积水已退，经现场确认后恢复通行。',
      'The water at {place} has gone; it reopens after an on-site check.',
    ),
  },
  {
    id: 'slow-down',
    title: text('出行提示：减速慢行', 'Travel tip: slow down'),
    eventType: 'ponding',
    when: 'raised',
    minLevel: 'yellow',
    channels: ['screen', 'app'],
    body: text('{place}积水 {value} 厘米，请减速慢行。', 'Water {value} cm deep at {place}. Slow down.'),
  },
  {
    id: 'heavy-rain-tip',
    title: text('出行提示：强降雨', 'Travel tip: heavy rain'),
    eventType: 'heavy-rain',
    when: 'raised',
    minLevel: 'yellow',
    channels: ['app', 'sms', 'radio'],
    body: text(
      '{place}小时雨量 {value} 毫米，请避开下穿通道和低洼路段。',
      '{value} mm of rain in one hour at {place}. Avoid underpasses and low roads.',
    ),
  },
]
