`default_nettype none

// bit-serial AND-popcount accelerator for mixed-precision CNNs
module accelerator (
  input  wire        clk,
  input  wire        rst,
  input  wire        s_axi_awvalid,
  input  wire [7:0]  s_axi_awaddr,
  input  wire        s_axi_wvalid,
  input  wire [31:0] s_axi_wdata,
  input  wire [3:0]  s_axi_wstrb,
  input  wire        s_axi_bready,
  input  wire        s_axi_arvalid,
  input  wire [7:0]  s_axi_araddr,
  input  wire        s_axi_rready,
  input  wire        m_axi_arready,
  input  wire        m_axi_rvalid,
  input  wire        m_axi_rlast,
  input  wire [1:0]  m_axi_rresp,
  input  wire [63:0] m_axi_rdata,
  input  wire        m_axi_awready,
  input  wire        m_axi_wready,
  input  wire        m_axi_bvalid,
  input  wire [1:0]  m_axi_bresp,
  output wire        s_axi_awready,
  output wire        s_axi_wready,
  output wire        s_axi_bvalid,
  output wire [1:0]  s_axi_bresp,
  output wire        s_axi_arready,
  output wire        s_axi_rvalid,
  output wire [31:0] s_axi_rdata,
  output wire [1:0]  s_axi_rresp,
  output wire        m_axi_arvalid,
  output wire [31:0] m_axi_araddr,
  output wire [7:0]  m_axi_arlen,
  output wire [2:0]  m_axi_arsize,
  output wire [1:0]  m_axi_arburst,
  output wire        m_axi_rready,
  output wire        m_axi_awvalid,
  output wire [31:0] m_axi_awaddr,
  output wire [7:0]  m_axi_awlen,
  output wire [2:0]  m_axi_awsize,
  output wire [1:0]  m_axi_awburst,
  output wire        m_axi_wvalid,
  output wire [63:0] m_axi_wdata,
  output wire [7:0]  m_axi_wstrb,
  output wire        m_axi_wlast,
  output wire        m_axi_bready,
  output wire        irq,            // the chain is done
  output wire        busy,           // a chain is running, for performance monitors
  output wire        layer_done      // one cycle per layer, also of one that an error ends, for performance monitors
);

  wire          registers_control_start;
  wire          registers_control_clear;
  wire          registers_control_reset;
  wire          registers_status_pending;
  wire [31:0]   registers_descriptors;
  wire          registers_interrupt_enable;
  wire [31:0]   registers_time_limit;
  wire [31:0]   registers_write_base;
  wire [31:0]   registers_write_end;
  wire          registers_irq;
  wire          registers_s_axi_awready;
  wire          registers_s_axi_wready;
  wire          registers_s_axi_bvalid;
  wire [1:0]    registers_s_axi_bresp;
  wire          registers_s_axi_arready;
  wire          registers_s_axi_rvalid;
  wire [31:0]   registers_s_axi_rdata;
  wire [1:0]    registers_s_axi_rresp;
  wire          check_bad;
  wire          check_forbidden;
  wire          chain_busy;
  wire          chain_halt;
  wire          chain_fetch_descriptor;
  wire [31:0]   chain_descriptor_address;
  wire          chain_take_descriptor;
  wire          chain_fetch_map;
  wire          chain_loading;
  wire          chain_start_layer;
  wire          chain_settled;
  wire [3:0]    chain_settling;
  wire          chain_layer_done;
  wire          chain_layer_ends;
  wire          chain_chain_done;
  wire [3:0]    chain_error;
  wire          loader_idle;
  wire          loader_reads_ahead;
  wire          loader_job;
  wire [31:0]   loader_job_address;
  wire [23:0]   loader_job_beats;
  wire [1023:0] loader_read_descriptor;
  wire [1023:0] loader_descriptor;
  wire          loader_chunk_valid;
  wire [63:0]   loader_chunk;
  wire          loader_weight_write;
  wire [10:0]   loader_weight_address_row;
  wire [511:0]  loader_weight_row;
  wire          loader_constants_write;
  wire [3:0]    loader_constants_address;
  wire [63:0]   loader_constants;
  wire          loader_weights_ready;
  wire          reader_beat_valid;
  wire [63:0]   reader_beat_data;
  wire          reader_error;
  wire          reader_idle;
  wire          reader_job_ready;
  wire          reader_m_axi_arvalid;
  wire [31:0]   reader_m_axi_araddr;
  wire [7:0]    reader_m_axi_arlen;
  wire [2:0]    reader_m_axi_arsize;
  wire [1:0]    reader_m_axi_arburst;
  wire          reader_m_axi_rready;
  wire          executor_idle;
  wire          executor_take_weights;
  wire          executor_waiting;
  wire          executor_stalled;
  wire          executor_counting;
  wire          executor_tile_done;
  wire [1791:0] executor_sums;
  wire [223:0]  executor_activation_sums;
  wire [511:0]  executor_skip_words;
  wire          requantise_idle;
  wire          requantise_ready;
  wire          requantise_row;
  wire          requantise_row_first;
  wire [2:0]    requantise_skip_channel;
  wire          requantise_free_weights;
  wire          requantise_results_valid;
  wire          requantise_results_last;
  wire [255:0]  requantise_results;
  wire          back_beat_valid;
  wire [63:0]   back_beat_data;
  wire          back_idle;
  wire          back_hold_tile;
  wire          back_hold_row;
  wire          back_chunk_valid;
  wire [63:0]   back_chunk;
  wire          back_writing;
  wire          back_done;
  wire [11:0]   map_write_address;
  wire          map_write_first;
  wire [7:0]    map_write_mask;
  wire [3:0]    map_write_part;
  wire          map_channels_end;
  wire          skip_reader_read;
  wire [11:0]   skip_reader_address;
  wire          skip_reader_ready;
  wire [71:0]   skip_reader_codes;
  wire          writer_beat_ready;
  wire          writer_stopped;
  wire          writer_sent;
  wire          writer_error;
  wire          writer_job_ready;
  wire          writer_m_axi_awvalid;
  wire [31:0]   writer_m_axi_awaddr;
  wire [7:0]    writer_m_axi_awlen;
  wire [2:0]    writer_m_axi_awsize;
  wire [1:0]    writer_m_axi_awburst;
  wire          writer_m_axi_wvalid;
  wire [63:0]   writer_m_axi_wdata;
  wire [7:0]    writer_m_axi_wstrb;
  wire          writer_m_axi_wlast;
  wire          writer_m_axi_bready;

  wire               control_busy          = chain_busy;
  wire               chain_done            = chain_chain_done;
  wire [3:0]         error                 = chain_error;
  wire               done_layer            = chain_layer_done;
  wire               halt                  = chain_halt;
  wire               drained               = reader_idle & writer_stopped;
  wire               quiet                 = drained & loader_idle & executor_idle & requantise_idle & back_idle;
  wire               fetch_idle            = loader_idle;
  wire               reads_ahead           = loader_reads_ahead;
  wire               written               = back_done;
  wire               store_idle            = writer_job_ready;
  wire               store_ready           = writer_beat_ready;
  wire               read_beat             = reader_beat_valid;
  wire [63:0]        read_data             = reader_beat_data;
  wire               read_error            = reader_error;
  wire               write_beat            = writer_sent;
  wire               write_error           = writer_error;
  wire [1023:0]      descriptor            = loader_descriptor;
  wire [1023:0]      read_descriptor       = loader_read_descriptor;
  wire               take_weights          = executor_take_weights;
  wire               waiting               = executor_waiting;
  wire               stalled               = executor_stalled;
  wire               counting              = executor_counting;
  wire               free_weights          = requantise_free_weights;
  wire               shadow_free           = requantise_ready;
  wire               hold_tile             = back_hold_tile;
  wire               hold_row              = back_hold_row;
  wire               writing               = back_writing;
  wire               chunk_write           = chain_loading ? loader_chunk_valid : back_chunk_valid;
  wire [63:0]        chunk                 = chain_loading ? loader_chunk : back_chunk;
  wire [11:0]        port_address          = chunk_write ? map_write_address : skip_reader_address;
  wire               skip_read             = skip_reader_read;
  wire               skip_ready            = skip_reader_ready;
  wire [71:0]        skip_codes            = skip_reader_codes;
  wire               chunk_first           = map_write_first;
  wire [7:0]         chunk_mask            = map_write_mask;
  wire [3:0]         chunk_part            = map_write_part;
  wire [3:0]         slots_log             = descriptor[771:768];
  wire [3:0]         output_slots_log      = descriptor[793:790];
  wire [3:0]         chunk_slots_log       = chain_loading ? slots_log : output_slots_log;
  wire               output_paired         = descriptor[165];
  wire               chunk_paired          = !chain_loading & output_paired;
  wire               last                  = descriptor[16];
  wire               load                  = descriptor[17];
  wire               store                 = descriptor[18];
  wire               raw                   = descriptor[19];
  wire               keep                  = descriptor[20];
  wire               dorefa                = descriptor[21];
  wire               weight_signed         = descriptor[22];
  wire               activation_signed     = descriptor[23];
  wire [3:0]         output_planes         = descriptor[27:24];
  wire [31:0]        load_address          = descriptor[63:32];
  wire [23:0]        load_beats            = descriptor[87:64];
  wire [2:0]         weight_plane_last     = descriptor[90:88];
  wire [2:0]         activation_plane_last = descriptor[94:92];
  wire [11:0]        load_base             = descriptor[107:96];
  wire [11:0]        load_plane_words      = descriptor[123:112];
  wire [11:0]        load_group_words      = descriptor[139:128];
  wire [15:0]        load_row_last         = descriptor[159:144];
  wire [2:0]         load_plane_last       = descriptor[162:160];
  wire               paired                = descriptor[163];
  wire               first_odd             = descriptor[164];
  wire [2:0]         stride_mod            = descriptor[170:168];
  wire [7:0]         stride_div            = descriptor[183:176];
  wire [7:0]         stride                = descriptor[191:184];
  wire [31:0]        weight_address        = descriptor[223:192];
  wire [23:0]        weight_beats          = descriptor[247:224];
  wire [7:0]         pass_last             = descriptor[255:248];
  wire [9:0]         kernel_words          = descriptor[265:256];
  wire [7:0]         kernel_group_last     = descriptor[279:272];
  wire [7:0]         kernel_height_last    = descriptor[287:280];
  wire [9:0]         weight_top_row        = descriptor[297:288];
  wire [11:0]        channel_word_last     = descriptor[315:304];
  wire [11:0]        activation_top_word   = descriptor[331:320];
  wire [2:0]         first_bank            = descriptor[338:336];
  wire [2:0]         tile_bank_step        = descriptor[346:344];
  wire [15:0]        input_height          = descriptor[367:352];
  wire [15:0]        input_width           = descriptor[383:368];
  wire signed [15:0] first_row             = $signed(descriptor[399:384]);
  wire signed [15:0] first_column          = $signed(descriptor[415:400]);
  wire [15:0]        row_step              = descriptor[431:416];
  wire [15:0]        column_step           = descriptor[447:432];
  wire [11:0]        first_row_address     = descriptor[459:448];
  wire [11:0]        row_words             = descriptor[475:464];
  wire [11:0]        tile_row_words        = descriptor[491:480];
  wire [11:0]        group_words           = descriptor[507:496];
  wire [11:0]        first_group_words     = descriptor[523:512];
  wire [11:0]        tile_group_words      = descriptor[539:528];
  wire [11:0]        plane_words           = descriptor[555:544];
  wire [15:0]        tile_column_last      = descriptor[575:560];
  wire [15:0]        output_row_last       = descriptor[591:576];
  wire [15:0]        channel_tile_last     = descriptor[607:592];
  wire [11:0]        output_base           = descriptor[619:608];
  wire [11:0]        output_plane_words    = descriptor[635:624];
  wire [11:0]        output_group_words    = descriptor[651:640];
  wire [15:0]        output_group_last     = descriptor[671:656];
  wire [31:0]        store_address         = descriptor[703:672];
  wire [23:0]        store_beats           = descriptor[727:704];
  wire [5:0]         first_slot            = descriptor[777:772];
  wire [5:0]         taps                  = descriptor[783:778];
  wire [5:0]         taps_last             = descriptor[789:784];
  wire [3:0]         skipped_taps          = descriptor[797:794];
  wire               load_only             = descriptor[798];
  wire [15:0]        load_column_last      = descriptor[815:800];
  wire [15:0]        group_tile_last       = descriptor[831:816];
  wire signed [7:0]  saturate_low          = $signed(descriptor[743:736]);
  wire [7:0]         saturate_high         = descriptor[759:752];
  wire [11:0]        group_words_step      = descriptor[843:832];
  wire [11:0]        kernel_row_words      = descriptor[859:848];
  wire [11:0]        word_group_words      = descriptor[875:864];
  wire [7:0]         phase_words           = descriptor[735:728];
  wire [7:0]         output_phase_words    = descriptor[1023:1016];
  wire [11:0]        skip_base             = descriptor[891:880];
  wire [11:0]        skip_plane_words      = descriptor[907:896];
  wire [11:0]        skip_group_words      = descriptor[923:912];
  wire signed [15:0] skip_multiplier       = $signed(descriptor[943:928]);
  wire [3:0]         skip_slots_log        = descriptor[947:944];
  wire [2:0]         skip_plane_last       = descriptor[950:948];
  wire               skip_signed           = descriptor[951];
  wire               skip                  = descriptor[952];
  wire               pool                  = descriptor[953];
  wire               same_weights          = descriptor[954];
  wire [2:0]         plane_slot_last       = descriptor[957:955];
  wire [7:0]         kernel_row_step       = descriptor[967:960];
  wire [7:0]         word_columns          = descriptor[975:968];
  wire [2:0]         word_bank_step        = descriptor[978:976];
  wire [7:0]         pool_last             = descriptor[991:984];
  wire               reserved              = (|read_descriptor[31:28]) | read_descriptor[91] | read_descriptor[95]
        | (|read_descriptor[111:108]) | (|read_descriptor[127:124]) | (|read_descriptor[143:140])
        | (|read_descriptor[167:166]) | (|read_descriptor[175:171]) | (|read_descriptor[271:266])
        | (|read_descriptor[303:298]) | (|read_descriptor[319:316]) | (|read_descriptor[335:332])
        | (|read_descriptor[343:339]) | (|read_descriptor[351:347]) | (|read_descriptor[463:460])
        | (|read_descriptor[479:476]) | (|read_descriptor[495:492]) | (|read_descriptor[511:508])
        | (|read_descriptor[527:524]) | (|read_descriptor[543:540]) | (|read_descriptor[559:556])
        | (|read_descriptor[623:620]) | (|read_descriptor[639:636]) | (|read_descriptor[655:652])
        | (|read_descriptor[751:744]) | (|read_descriptor[767:760]) | read_descriptor[799]
        | (|read_descriptor[847:844]) | (|read_descriptor[863:860]) | (|read_descriptor[879:876])
        | (|read_descriptor[895:892]) | (|read_descriptor[911:908]) | (|read_descriptor[927:924])
        | (|read_descriptor[959:958]) | (|read_descriptor[983:979]) | (|read_descriptor[1015:992]);

  control_registers registers (
    .clk                (clk),
    .rst                (rst),
    .status_busy        (control_busy),
    .status_error       (error),
    .status_pending_set (chain_done),
    .cycles_event       (control_busy),
    .layers_event       (done_layer),
    .array_steps_event  (counting),
    .drain_stalls_event (stalled),
    .weight_waits_event (waiting),
    .read_beats_event   (read_beat),
    .write_beats_event  (write_beat),
    .control_start      (registers_control_start),
    .control_clear      (registers_control_clear),
    .control_reset      (registers_control_reset),
    .status_pending     (registers_status_pending),
    .descriptors        (registers_descriptors),
    .interrupt_enable   (registers_interrupt_enable),
    .time_limit         (registers_time_limit),
    .write_base         (registers_write_base),
    .write_end          (registers_write_end),
    .irq                (registers_irq),
    .s_axi_awvalid      (s_axi_awvalid),
    .s_axi_awaddr       (s_axi_awaddr),
    .s_axi_wvalid       (s_axi_wvalid),
    .s_axi_wdata        (s_axi_wdata),
    .s_axi_wstrb        (s_axi_wstrb),
    .s_axi_bready       (s_axi_bready),
    .s_axi_arvalid      (s_axi_arvalid),
    .s_axi_araddr       (s_axi_araddr),
    .s_axi_rready       (s_axi_rready),
    .s_axi_awready      (registers_s_axi_awready),
    .s_axi_wready       (registers_s_axi_wready),
    .s_axi_bvalid       (registers_s_axi_bvalid),
    .s_axi_bresp        (registers_s_axi_bresp),
    .s_axi_arready      (registers_s_axi_arready),
    .s_axi_rvalid       (registers_s_axi_rvalid),
    .s_axi_rdata        (registers_s_axi_rdata),
    .s_axi_rresp        (registers_s_axi_rresp)
  );

  check_descriptor check (
    .clk           (clk),
    .magic         (read_descriptor[15:0]),
    .reserved      (reserved),
    .load          (read_descriptor[17]),
    .store         (read_descriptor[18]),
    .raw           (read_descriptor[19]),
    .load_beats    (read_descriptor[87:64]),
    .weight_beats  (read_descriptor[247:224]),
    .store_address (read_descriptor[703:672]),
    .store_beats   (read_descriptor[727:704]),
    .write_base    (registers_write_base),
    .write_end     (registers_write_end),
    .bad           (check_bad),
    .forbidden     (check_forbidden)
  );

  sequencer chain (
    .clk                (clk),
    .rst                (rst),
    .start              (registers_control_start),
    .reset              (registers_control_reset),
    .chain_address      (registers_descriptors),
    .time_limit         (registers_time_limit),
    .fetch_idle         (fetch_idle),
    .reads_ahead        (reads_ahead),
    .bad                (check_bad),
    .forbidden          (check_forbidden),
    .last               (last),
    .load               (load),
    .load_only          (load_only),
    .written            (written),
    .store_idle         (store_idle),
    .quiet              (quiet),
    .drained            (drained),
    .read_error         (read_error),
    .write_error        (write_error),
    .busy               (chain_busy),
    .halt               (chain_halt),
    .fetch_descriptor   (chain_fetch_descriptor),
    .descriptor_address (chain_descriptor_address),
    .take_descriptor    (chain_take_descriptor),
    .fetch_map          (chain_fetch_map),
    .loading            (chain_loading),
    .start_layer        (chain_start_layer),
    .settled            (chain_settled),
    .settling           (chain_settling),
    .layer_done         (chain_layer_done),
    .layer_ends         (chain_layer_ends),
    .chain_done         (chain_chain_done),
    .error              (chain_error)
  );

  fetch loader (
    .clk                (clk),
    .rst                (rst),
    .halt               (halt),
    .fetch_descriptor   (chain_fetch_descriptor),
    .descriptor_address (chain_descriptor_address),
    .take_descriptor    (chain_take_descriptor),
    .ahead              (!last),
    .fetch_map          (chain_fetch_map),
    .fetch_weights      (chain_start_layer),
    .load_address       (load_address),
    .load_beats         (load_beats),
    .load_only          (load_only),
    .weight_address     (weight_address),
    .weight_beats       (weight_beats),
    .channel_tile_last  (channel_tile_last),
    .take               (take_weights),
    .free_weights       (free_weights),
    .beat               (read_beat),
    .data               (read_data),
    .idle               (loader_idle),
    .reads_ahead        (loader_reads_ahead),
    .job                (loader_job),
    .job_address        (loader_job_address),
    .job_beats          (loader_job_beats),
    .read_descriptor    (loader_read_descriptor),
    .descriptor         (loader_descriptor),
    .chunk_valid        (loader_chunk_valid),
    .chunk              (loader_chunk),
    .weight_write       (loader_weight_write),
    .weight_address_row (loader_weight_address_row),
    .weight_row         (loader_weight_row),
    .constants_write    (loader_constants_write),
    .constants_address  (loader_constants_address),
    .constants          (loader_constants),
    .weights_ready      (loader_weights_ready)
  );

  axi_read_master_w64_stop reader (
    .clk           (clk),
    .rst           (rst),
    .stop          (halt),
    .beat_valid    (reader_beat_valid),
    .beat_ready    (1'd1),
    .beat_data     (reader_beat_data),
    .error         (reader_error),
    .idle          (reader_idle),
    .job_valid     (loader_job),
    .job_address   (loader_job_address),
    .job_beats     (loader_job_beats),
    .job_ready     (reader_job_ready),
    .m_axi_arready (m_axi_arready),
    .m_axi_rvalid  (m_axi_rvalid),
    .m_axi_rdata   (m_axi_rdata),
    .m_axi_rresp   (m_axi_rresp),
    .m_axi_rlast   (m_axi_rlast),
    .m_axi_arvalid (reader_m_axi_arvalid),
    .m_axi_araddr  (reader_m_axi_araddr),
    .m_axi_arlen   (reader_m_axi_arlen),
    .m_axi_arsize  (reader_m_axi_arsize),
    .m_axi_arburst (reader_m_axi_arburst),
    .m_axi_rready  (reader_m_axi_rready)
  );

  execute executor (
    .clk                   (clk),
    .rst                   (rst),
    .start                 (chain_start_layer),
    .halt                  (halt),
    .settle                (chain_settling),
    .weights_ready         (loader_weights_ready & chain_settled),
    .shadow_free           (shadow_free),
    .weight_plane_last     (weight_plane_last),
    .activation_plane_last (activation_plane_last),
    .pass_last             (pass_last),
    .kernel_words          (kernel_words),
    .kernel_group_last     (kernel_group_last),
    .kernel_height_last    (kernel_height_last),
    .weight_top_row        (weight_top_row),
    .channel_word_last     (channel_word_last),
    .activation_top_word   (activation_top_word),
    .input_height          (input_height),
    .input_width           (input_width),
    .first_row             (first_row),
    .first_column          (first_column),
    .row_step              (row_step),
    .column_step           (column_step),
    .first_row_address     (first_row_address),
    .row_words             (row_words),
    .tile_row_words        (tile_row_words),
    .group_words           (group_words),
    .first_group_words     (first_group_words),
    .tile_group_words      (tile_group_words),
    .plane_words           (plane_words),
    .tile_column_last      (tile_column_last),
    .output_row_last       (output_row_last),
    .channel_tile_last     (channel_tile_last),
    .weight_signed         (weight_signed),
    .activation_signed     (activation_signed),
    .stride                (stride),
    .stride_mod            (stride_mod),
    .stride_div            (stride_div),
    .first_bank            (first_bank),
    .tile_bank_step        (tile_bank_step),
    .taps                  (taps),
    .taps_last             (taps_last),
    .slots_log             (slots_log),
    .first_slot            (first_slot),
    .group_tile_last       (group_tile_last),
    .group_words_step      (group_words_step),
    .kernel_row_step       (kernel_row_step),
    .kernel_row_words      (kernel_row_words),
    .word_columns          (word_columns),
    .word_bank_step        (word_bank_step),
    .word_group_words      (word_group_words),
    .pool                  (pool),
    .pool_last             (pool_last),
    .skipped_taps          (skipped_taps),
    .same_weights          (same_weights),
    .paired                (paired),
    .first_odd             (first_odd),
    .phase_words           (phase_words),
    .weight_write          (loader_weight_write),
    .weight_address        (loader_weight_address_row),
    .weight_row            (loader_weight_row),
    .chunk_write           (chunk_write),
    .skip_read             (skip_read),
    .port_address          (port_address),
    .chunk_odd_words       (output_phase_words),
    .chunk_paired          (chunk_paired),
    .chunk_first           (chunk_first),
    .chunk_mask            (chunk_mask),
    .chunk_part            (chunk_part),
    .chunk_slots_log       (chunk_slots_log),
    .chunk                 (chunk),
    .idle                  (executor_idle),
    .take_weights          (executor_take_weights),
    .waiting               (executor_waiting),
    .stalled               (executor_stalled),
    .counting              (executor_counting),
    .tile_done             (executor_tile_done),
    .sums                  (executor_sums),
    .activation_sums       (executor_activation_sums),
    .skip_words            (executor_skip_words)
  );

  requantiser requantise (
    .clk               (clk),
    .rst               (rst),
    .start             (chain_start_layer),
    .halt              (halt),
    .capture           (executor_tile_done),
    .hold_tile         (hold_tile | !skip_ready),
    .hold_row          (hold_row),
    .sums              (executor_sums),
    .activation_sums   (executor_activation_sums),
    .constants_write   (loader_constants_write),
    .constants_address (loader_constants_address),
    .constants         (loader_constants),
    .saturate_low      (saturate_low),
    .saturate_high     (saturate_high),
    .output_group_last (output_group_last),
    .skip_multiplier   (skip_multiplier),
    .plane_slot_last   (plane_slot_last),
    .skip_codes        (skip_codes),
    .dorefa            (dorefa),
    .raw               (raw),
    .idle              (requantise_idle),
    .ready             (requantise_ready),
    .row               (requantise_row),
    .row_first         (requantise_row_first),
    .skip_channel      (requantise_skip_channel),
    .free_weights      (requantise_free_weights),
    .results_valid     (requantise_results_valid),
    .results_last      (requantise_results_last),
    .results           (requantise_results)
  );

  write_back back (
    .clk               (clk),
    .rst               (rst),
    .start             (chain_start_layer),
    .halt              (halt),
    .row               (requantise_row),
    .row_first         (requantise_row_first),
    .results_valid     (requantise_results_valid),
    .results_last      (requantise_results_last),
    .results           (requantise_results),
    .output_planes     (output_planes),
    .output_group_last (output_group_last),
    .channel_tile_last (channel_tile_last),
    .plane_slot_last   (plane_slot_last),
    .store             (store),
    .raw               (raw),
    .keep              (keep),
    .beat_valid        (back_beat_valid),
    .beat_ready        (store_ready),
    .beat_data         (back_beat_data),
    .idle              (back_idle),
    .hold_tile         (back_hold_tile),
    .hold_row          (back_hold_row),
    .chunk_valid       (back_chunk_valid),
    .chunk             (back_chunk),
    .writing           (back_writing),
    .done              (back_done)
  );

  map_writer map (
    .clk           (clk),
    .start         (chain_fetch_map | chain_start_layer),
    .chunk         (chunk_write),
    .base          (chain_loading ? load_base : output_base),
    .plane_words   (chain_loading ? load_plane_words : output_plane_words),
    .group_words   (chain_loading ? load_group_words : output_group_words),
    .plane_last    (chain_loading ? {1'd0, load_plane_last} : output_planes - 4'd1),
    .column_last   (chain_loading ? load_column_last : tile_column_last),
    .row_last      (chain_loading ? load_row_last : output_row_last),
    .slots_log     (chunk_slots_log),
    .paired        (chunk_paired),
    .write_address (map_write_address),
    .write_first   (map_write_first),
    .write_mask    (map_write_mask),
    .write_part    (map_write_part),
    .channels_end  (map_channels_end)
  );

  skip_reader skip_reader (
    .clk               (clk),
    .rst               (rst),
    .start             (chain_start_layer),
    .blocked           (writing),
    .take              (requantise_row_first),
    .channel           (requantise_skip_channel),
    .words             (executor_skip_words),
    .skip              (skip),
    .skip_base         (skip_base),
    .skip_plane_words  (skip_plane_words),
    .skip_group_words  (skip_group_words),
    .skip_plane_last   (skip_plane_last),
    .skip_slots_log    (skip_slots_log),
    .skip_signed       (skip_signed),
    .plane_slot_last   (plane_slot_last),
    .tile_column_last  (tile_column_last),
    .output_row_last   (output_row_last),
    .channel_tile_last (channel_tile_last),
    .read              (skip_reader_read),
    .address           (skip_reader_address),
    .ready             (skip_reader_ready),
    .codes             (skip_reader_codes)
  );

  axi_write_master_w64_o255_stop writer (
    .clk           (clk),
    .rst           (rst),
    .stop          (halt),
    .beat_valid    (back_beat_valid),
    .beat_ready    (writer_beat_ready),
    .beat_data     (back_beat_data),
    .stopped       (writer_stopped),
    .sent          (writer_sent),
    .error         (writer_error),
    .job_valid     (chain_start_layer & store),
    .job_address   (store_address),
    .job_beats     (store_beats),
    .job_ready     (writer_job_ready),
    .m_axi_awready (m_axi_awready),
    .m_axi_wready  (m_axi_wready),
    .m_axi_bvalid  (m_axi_bvalid),
    .m_axi_bresp   (m_axi_bresp),
    .m_axi_awvalid (writer_m_axi_awvalid),
    .m_axi_awaddr  (writer_m_axi_awaddr),
    .m_axi_awlen   (writer_m_axi_awlen),
    .m_axi_awsize  (writer_m_axi_awsize),
    .m_axi_awburst (writer_m_axi_awburst),
    .m_axi_wvalid  (writer_m_axi_wvalid),
    .m_axi_wdata   (writer_m_axi_wdata),
    .m_axi_wstrb   (writer_m_axi_wstrb),
    .m_axi_wlast   (writer_m_axi_wlast),
    .m_axi_bready  (writer_m_axi_bready)
  );

  assign s_axi_awready = registers_s_axi_awready;
  assign s_axi_wready  = registers_s_axi_wready;
  assign s_axi_bvalid  = registers_s_axi_bvalid;
  assign s_axi_bresp   = registers_s_axi_bresp;
  assign s_axi_arready = registers_s_axi_arready;
  assign s_axi_rvalid  = registers_s_axi_rvalid;
  assign s_axi_rdata   = registers_s_axi_rdata;
  assign s_axi_rresp   = registers_s_axi_rresp;
  assign m_axi_arvalid = reader_m_axi_arvalid;
  assign m_axi_araddr  = reader_m_axi_araddr;
  assign m_axi_arlen   = reader_m_axi_arlen;
  assign m_axi_arsize  = reader_m_axi_arsize;
  assign m_axi_arburst = reader_m_axi_arburst;
  assign m_axi_rready  = reader_m_axi_rready;
  assign m_axi_awvalid = writer_m_axi_awvalid;
  assign m_axi_awaddr  = writer_m_axi_awaddr;
  assign m_axi_awlen   = writer_m_axi_awlen;
  assign m_axi_awsize  = writer_m_axi_awsize;
  assign m_axi_awburst = writer_m_axi_awburst;
  assign m_axi_wvalid  = writer_m_axi_wvalid;
  assign m_axi_wdata   = writer_m_axi_wdata;
  assign m_axi_wstrb   = writer_m_axi_wstrb;
  assign m_axi_wlast   = writer_m_axi_wlast;
  assign m_axi_bready  = writer_m_axi_bready;
  assign irq           = registers_irq;
  assign busy          = control_busy;
  assign layer_done    = chain_layer_ends;

  // Bits that nothing reads.
  wire _unused = &{1'd0, descriptor[15:0], descriptor[31:28], descriptor[91], descriptor[95], descriptor[111:108],
        descriptor[127:124], descriptor[143:140], descriptor[167:166], descriptor[175:171], descriptor[271:266],
        descriptor[303:298], descriptor[319:316], descriptor[335:332], descriptor[343:339], descriptor[351:347],
        descriptor[463:460], descriptor[479:476], descriptor[495:492], descriptor[511:508], descriptor[527:524],
        descriptor[543:540], descriptor[559:556], descriptor[623:620], descriptor[639:636], descriptor[655:652],
        descriptor[751:744], descriptor[767:760], descriptor[799], descriptor[847:844], descriptor[863:860],
        descriptor[879:876], descriptor[895:892], descriptor[911:908], descriptor[927:924], descriptor[959:958],
        descriptor[983:979], descriptor[1015:992], read_descriptor[16], read_descriptor[27:20], read_descriptor[63:32],
        read_descriptor[90:88], read_descriptor[94:92], read_descriptor[107:96], read_descriptor[123:112],
        read_descriptor[139:128], read_descriptor[165:144], read_descriptor[170:168], read_descriptor[223:176],
        read_descriptor[265:248], read_descriptor[297:272], read_descriptor[315:304], read_descriptor[331:320],
        read_descriptor[338:336], read_descriptor[346:344], read_descriptor[459:352], read_descriptor[475:464],
        read_descriptor[491:480], read_descriptor[507:496], read_descriptor[523:512], read_descriptor[539:528],
        read_descriptor[555:544], read_descriptor[619:560], read_descriptor[635:624], read_descriptor[651:640],
        read_descriptor[671:656], read_descriptor[743:728], read_descriptor[759:752], read_descriptor[798:768],
        read_descriptor[843:800], read_descriptor[859:848], read_descriptor[875:864], read_descriptor[891:880],
        read_descriptor[907:896], read_descriptor[923:912], read_descriptor[957:928], read_descriptor[978:960],
        read_descriptor[991:984], read_descriptor[1023:1016], registers_control_clear, registers_status_pending,
        registers_interrupt_enable, reader_job_ready, map_channels_end};

endmodule

`default_nettype wire
