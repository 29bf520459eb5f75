#!/bin/bash
# Takes up what a deploy has brought to /etc/site-monitoring, if all of it is valid.
set -euo pipefail
cd /etc/site-monitoring
promtool check config prometheus.yml
amtool check-config alertmanager.yml
prometheus-blackbox-exporter --config.file=blackbox.yml --config.check
# It holds secrets, and Alertmanager does not run as root.
install -o root -g prometheus -m 0640 alertmanager.yml /etc/prometheus/site-alertmanager.yml
systemctl restart prometheus-blackbox-exporter.service
systemctl try-reload-or-restart prometheus.service prometheus-alertmanager.service
