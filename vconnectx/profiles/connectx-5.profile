# SPDX-License-Identifier: GPL-2.0-only
#
# ConnectX-5 Ex with one 100GbE port: the values returned by QUERY_HCA_CAP
# and by the capability mask registers.  Only features of the device model
# are set; the documentation lists the missing features of a real card.
# Field names are those of mlx5_ifc.h.

device.fw_major = 16
device.fw_minor = 35
device.fw_subminor = 3006
device.psid = MT_0000000013
device.vendor = 0x0002c9
device.boot_pages = 64
device.init_pages = 512
device.link_speed = 100000

# --- the device itself -------------------------------------------------------
general.port_type = 1			# Ethernet
general.num_ports = 1
general.native_port_num = 1
general.eth_net_offloads = 1
general.nic_flow_table = 1
general.vport_group_manager = 1
general.vhca_id = 0
general.eth_virt = 1
general.hca_cap_2 = 1
general.driver_version = 1
general.log_pg_sz = 12
general.uar_sz = 5			# 32 MiB of UAR pages
general.bf = 1
general.log_bf_reg_size = 9
general.cqe_version = 1
general.device_frequency_mhz = 156
general.device_frequency_khz = 156250
general.max_num_eqs = 64
general.steering_format_version = 0
general.beacon_led = 1
general.wq_signature = 1
general.sctr_data_cqe = 1
general.uctx_cap = 7			# raw packets, internal resources, tools

# --- numbers of objects ------------------------------------------------------
general.log_max_eq = 7
general.log_max_eq_sz = 22
general.log_max_cq = 24
general.log_max_cq_sz = 22
general.log_max_qp = 18
general.log_max_qp_sz = 15
general.log_max_srq = 23
general.log_max_srq_sz = 15
general.log_max_mkey = 24
general.log_max_mrw_sz = 64
general.log_max_klm_list_size = 16
general.log_max_bsf_list_size = 16
general.log_max_msg = 30
general.log_max_pd = 23
general.log_max_transport_domain = 16
general.log_max_uctx = 12
general.log_max_rq = 18
general.log_max_sq = 18
general.log_max_tir = 16
general.log_max_tis = 18
general.log_max_tis_per_sq = 3
general.log_max_rqt = 16
general.log_max_rqt_size = 11
general.log_max_rmp = 18
general.log_max_wq_sz = 15
general.log_max_stride_sz_rq = 13
general.log_min_stride_sz_rq = 4
general.log_max_stride_sz_sq = 6
general.log_min_stride_sz_sq = 6
general.max_wqe_sz_sq = 1024
general.max_wqe_sz_rq = 512
general.log_max_current_uc_list = 7
general.log_max_current_mc_list = 13
general.log_max_vlan_list = 12
general.log_max_l2_table = 10
general.max_qp_cnt = 127
general.max_indirection = 4
general.max_tc = 8

# --- queues ------------------------------------------------------------------
general.cq_oi = 1
general.cq_moderation = 1
general.cq_period_start_from_cqe = 1
general.cq_period_mode_modify = 1
general.basic_cyclic_rcv_wqe = 1
general.striding_rq = 1
general.ext_stride_num_range = 1
general.umr_ptr_rlky = 1
general.umr_extended_translation_offset = 1
general.fixed_buffer_size = 1
general.start_pad = 1
general.end_pad = 1
general.modify_rq_counter_set_id = 1
general.out_of_seq_cnt = 1
general.disable_local_lb_uc = 1
general.disable_local_lb_mc = 1

# --- counters and diagnostics ------------------------------------------------
general.vport_counters = 1
general.vnic_env_queue_counters = 1
general.vnic_env_int_rq_oob = 1
general.vnic_env_cq_overrun = 1
general.eq_overrun_count = 1
general.invalid_command_count = 1
general.quota_exceeded_count = 1
general.nic_receive_steering_discard = 1
general.receive_discard_vport_down = 1
general.transmit_discard_vport_down = 1
general.ports_check = 1
general.pcam_reg = 1
general.mcam_reg = 1
general.qcam_reg = 1

general_2.log_min_mkey_entity_size = 4

# --- Ethernet offloads -------------------------------------------------------
ethernet.csum_cap = 1
ethernet.vlan_cap = 1
ethernet.max_lso_cap = 18
ethernet.wqe_inline_mode = 2		# not required
ethernet.wqe_vlan_insert = 1
ethernet.rss_ind_tbl_cap = 11
ethernet.reg_umr_sq = 1
ethernet.self_lb_en_modifiable = 1
ethernet.scatter_fcs = 1

# --- flow steering -----------------------------------------------------------
flow_table.nic_rx_multi_path_tirs = 1
flow_table.flow_table_properties_nic_receive.ft_support = 1
flow_table.flow_table_properties_nic_receive.flow_counter = 1
flow_table.flow_table_properties_nic_receive.flow_modify_en = 1
flow_table.flow_table_properties_nic_receive.modify_root = 1
flow_table.flow_table_properties_nic_receive.identified_miss_table_mode = 1
flow_table.flow_table_properties_nic_receive.flow_table_modify = 1
flow_table.flow_table_properties_nic_receive.log_max_ft_size = 23
flow_table.flow_table_properties_nic_receive.max_ft_level = 128
flow_table.flow_table_properties_nic_receive.log_max_ft_num = 24
flow_table.flow_table_properties_nic_receive.log_max_flow_counter = 1
flow_table.flow_table_properties_nic_receive.log_max_destination = 8
flow_table.flow_table_properties_nic_receive.log_max_flow = 16
flow_table.flow_table_properties_nic_receive.ft_field_support.outer_dmac = 1
flow_table.flow_table_properties_nic_receive.ft_field_support.outer_smac = 1
flow_table.flow_table_properties_nic_receive.ft_field_support.outer_ether_type = 1
flow_table.flow_table_properties_nic_receive.ft_field_support.outer_ip_version = 1
flow_table.flow_table_properties_nic_receive.ft_field_support.outer_first_prio = 1
flow_table.flow_table_properties_nic_receive.ft_field_support.outer_first_cfi = 1
flow_table.flow_table_properties_nic_receive.ft_field_support.outer_first_vid = 1
flow_table.flow_table_properties_nic_receive.ft_field_support.outer_ipv4_ttl = 1
flow_table.flow_table_properties_nic_receive.ft_field_support.outer_second_prio = 1
flow_table.flow_table_properties_nic_receive.ft_field_support.outer_second_cfi = 1
flow_table.flow_table_properties_nic_receive.ft_field_support.outer_second_vid = 1
flow_table.flow_table_properties_nic_receive.ft_field_support.outer_sip = 1
flow_table.flow_table_properties_nic_receive.ft_field_support.outer_dip = 1
flow_table.flow_table_properties_nic_receive.ft_field_support.outer_frag = 1
flow_table.flow_table_properties_nic_receive.ft_field_support.outer_ip_protocol = 1
flow_table.flow_table_properties_nic_receive.ft_field_support.outer_ip_ecn = 1
flow_table.flow_table_properties_nic_receive.ft_field_support.outer_ip_dscp = 1
flow_table.flow_table_properties_nic_receive.ft_field_support.outer_udp_sport = 1
flow_table.flow_table_properties_nic_receive.ft_field_support.outer_udp_dport = 1
flow_table.flow_table_properties_nic_receive.ft_field_support.outer_tcp_sport = 1
flow_table.flow_table_properties_nic_receive.ft_field_support.outer_tcp_dport = 1
flow_table.flow_table_properties_nic_receive.ft_field_support.outer_tcp_flags = 1
flow_table.flow_table_properties_nic_receive.ft_field_support.inner_dmac = 1
flow_table.flow_table_properties_nic_receive.ft_field_support.inner_smac = 1
flow_table.flow_table_properties_nic_receive.ft_field_support.inner_ether_type = 1
flow_table.flow_table_properties_nic_receive.ft_field_support.inner_ip_version = 1
flow_table.flow_table_properties_nic_receive.ft_field_support.inner_first_prio = 1
flow_table.flow_table_properties_nic_receive.ft_field_support.inner_first_cfi = 1
flow_table.flow_table_properties_nic_receive.ft_field_support.inner_first_vid = 1
flow_table.flow_table_properties_nic_receive.ft_field_support.inner_second_prio = 1
flow_table.flow_table_properties_nic_receive.ft_field_support.inner_second_cfi = 1
flow_table.flow_table_properties_nic_receive.ft_field_support.inner_second_vid = 1
flow_table.flow_table_properties_nic_receive.ft_field_support.inner_sip = 1
flow_table.flow_table_properties_nic_receive.ft_field_support.inner_dip = 1
flow_table.flow_table_properties_nic_receive.ft_field_support.inner_frag = 1
flow_table.flow_table_properties_nic_receive.ft_field_support.inner_ip_protocol = 1
flow_table.flow_table_properties_nic_receive.ft_field_support.inner_ip_ecn = 1
flow_table.flow_table_properties_nic_receive.ft_field_support.inner_ip_dscp = 1
flow_table.flow_table_properties_nic_receive.ft_field_support.inner_udp_sport = 1
flow_table.flow_table_properties_nic_receive.ft_field_support.inner_udp_dport = 1
flow_table.flow_table_properties_nic_receive.ft_field_support.inner_tcp_sport = 1
flow_table.flow_table_properties_nic_receive.ft_field_support.inner_tcp_dport = 1
flow_table.flow_table_properties_nic_receive.ft_field_support.inner_tcp_flags = 1

# --- registers and their features --------------------------------------------
pcam_features.pfcc_mask = 1
pcam_features.ptys_connector_type = 1
pcam_features.ppcnt_statistical_group = 1
pcam_features.ppcnt_discard_group = 1
pcam_features.per_lane_error_counters = 1
pcam_features.rx_buffer_fullness_counters = 1
pcam_regs.ppcnt = 1
pcam_regs.pplm = 1
mcam_features.pcie_performance_group = 1
mcam_features.tx_overflow_buffer_pkt = 1
mcam_features.pcie_outbound_stalled = 1
# mcia_32dwords is not set: with it, the driver of v6.18.15 copies 128 bytes
# from a 48-byte register for ethtool -m, and panics
mcam_regs.mcqi = 1
mcam_regs.mcqs = 1
