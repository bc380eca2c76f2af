import { loopback } from './connection.ts';

/** Given to postgres on its command line, so that no file in the data folder overrides them. */
export function fixedSettings(port: number): Record<string, string> {
  return {
    port: String(port),
    listen_addresses: loopback,
    unix_socket_directories: '',
    password_encryption: 'scram-sha-256',
    fsync: 'on',
    full_page_writes: 'on',
    synchronous_commit: 'on',
    ...quietLog,
  };
}

/**
 * What people store must not get into the log: no statements, no parameters, no DETAIL lines ("Key (email)=(…)
 * already exists", "Failed process was running: …"). Errors of sessions quote values in their very message; for
 * those see `sessionLogLevel`.
 */
const quietLog = {
  logging_collector: 'off',
  log_destination: 'stderr',
  log_min_messages: 'error',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_statement: 'none',
  log_duration: 'off',
  log_min_duration_statement: '-1',
  log_min_duration_sample: '-1',
  log_transaction_sample_rate: '0',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
  log_lock_waits: 'off',
  log_temp_files: '-1',
  log_checkpoints: 'off',
  log_autovacuum_min_duration: '-1',
  debug_print_parse: 'off',
  debug_print_rewritten: 'off',
  debug_print_plan: 'off',
};

/** In sessions, not even errors are logged; whoever sent the statement gets them. Set for all roles. */
export const sessionLogLevel = 'log';

/**
 * For a machine with one or two cores and 1 GiB. Written into the new cluster's postgresql.conf, where the
 * operator may change them. Parallel queries are off: they need more /dev/shm than containers have.
 */
export const tunableSettings: Readonly<Record<string, string>> = {
  max_connections: '60',
  shared_buffers: '128MB',
  effective_cache_size: '512MB',
  maintenance_work_mem: '64MB',
  max_wal_size: '512MB',
  max_worker_processes: '4',
  max_parallel_workers: '0',
  max_parallel_workers_per_gather: '0',
  max_parallel_maintenance_workers: '0',
  autovacuum_max_workers: '2',
  io_workers: '2',
  random_page_cost: '1.1',
  max_logical_replication_workers: '0',
  jit: 'off',
};
