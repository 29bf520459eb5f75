# What a module of yours would have. Endpoints and tokens are in the environment: npm run -s local -- env --stand-ins
terraform {
  required_providers {
    digitalocean = {
      source  = "digitalocean/digitalocean"
      version = "2.71.0"
    }
  }
}

resource "digitalocean_tag" "web" {
  name = "web"
}

resource "digitalocean_droplet" "web" {
  count  = 2
  name   = "web-${count.index + 1}"
  region = "fra1"
  size   = "s-1vcpu-1gb"
  image  = "ubuntu-24-04-x64"
  tags   = [digitalocean_tag.web.name]
}

resource "digitalocean_firewall" "web" {
  name = "web"
  tags = [digitalocean_tag.web.name]

  inbound_rule {
    protocol         = "tcp"
    port_range       = "443"
    source_addresses = ["0.0.0.0/0"]
  }
}

output "addresses" {
  value = digitalocean_droplet.web[*].ipv4_address
}
