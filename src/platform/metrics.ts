// SPDX-License-Identifier: Apache-2.0
/** Prometheus figures of this process, served at /metrics. Labels are bounded sets, never user data. */
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

export interface Metrics {
  readonly registry: Registry;
  readonly requests: Counter<'method' | 'route' | 'status'>;
  readonly duration: Histogram<'route'>;
  readonly reports: Counter<'source' | 'outcome'>;
  readonly refusals: Counter<'door' | 'code'>;
  readonly jobs: Counter<'job' | 'outcome'>;
  readonly agents: Gauge<'state'>;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'sonae_' });
  const registers = [registry];
  return {
    registry,
    requests: new Counter({
      name: 'sonae_http_requests_total',
      help: 'Answered HTTP requests',
      labelNames: ['method', 'route', 'status'],
      registers,
    }),
    duration: new Histogram({
      name: 'sonae_http_request_duration_seconds',
      help: 'Time from request to answer',
      labelNames: ['route'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers,
    }),
    reports: new Counter({
      name: 'sonae_device_reports_total',
      help: 'Device reports taken in, by source and outcome',
      labelNames: ['source', 'outcome'],
      registers,
    }),
    refusals: new Counter({
      name: 'sonae_refused_inputs_total',
      help: 'Inputs refused at a door, by door and error code',
      labelNames: ['door', 'code'],
      registers,
    }),
    jobs: new Counter({
      name: 'sonae_jobs_total',
      help: 'Jobs run, by job and outcome',
      labelNames: ['job', 'outcome'],
      registers,
    }),
    agents: new Gauge({ name: 'sonae_devices', help: 'Known devices by state', labelNames: ['state'], registers }),
  };
}
