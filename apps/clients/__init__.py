"""Clients: who the company works for, how they are known as payers, who speaks for them and what was said.

    prospect > active <> on_hold;   prospect, active > archived > active

Public acts: create_client, update_client, qualify_client, hold_client, release_client, archive_client,
restore_client, add_contact, record_interaction, import_clients.
"""
