# Ask a Dateline server from R: source("dateline.R"). It needs httr2 and jsonlite.
#
#   server <- dateline("http://127.0.0.1:8000")
#   events <- dateline_events(server, actor = "Iran", date__gte = "2024-08")
#
# Parameters of a question are those of the API, under its names. Text goes as it is: "Iran,Israel" is two values. Each
# item of a vector of several is one value, whatever commas it has. NULL is not asked.

DATELINE_PAGE <- 200

#' Name a server. `key` opens datasets that are not for all; a request waits and asks again for up to `patience` seconds.
dateline <- function(url = "http://127.0.0.1:8000", key = NULL, patience = 120) {
  structure(list(url = sub("/+$", "", url), key = key, patience = patience), class = "dateline")
}

#' Whatever matches, of events or of another collection, as a data frame with the columns of exports.
#'
#' `fields` chooses columns, `limit` is the most records. Codes, dates and instants are text.
dateline_events <- function(server, ..., collection = "events") {
  path <- paste0("/v1/", collection, "/export")
  asked <- list(...)
  # The server alone knows its columns: CSV names them in its first line, NDJSON keeps numbers and text apart.
  shape <- c(asked[names(asked) %in% c("fields", "explode")], format = "csv", limit = 1)
  first <- httr2::resp_body_string(.dateline_ask(server, path, shape))
  columns <- strsplit(sub("\r.*", "", first), ",", fixed = TRUE)[[1]]
  if (is.null(asked$fields) && is.null(asked$explode)) asked$fields <- columns
  asked$format <- "ndjson"
  answer <- .dateline_ask(server, path, asked)
  if (identical(httr2::resp_header(answer, "Dateline-Cut"), "true") && is.null(asked$limit)) {
    stop("More records match than this server gives at once. Ask in parts, by date; or say how many with limit.", call. = FALSE)
  }
  left_out <- httr2::resp_header(answer, "Dateline-Left-Out")
  if (!is.null(left_out)) warning("Left out, for this needs a key: ", left_out, ".", call. = FALSE)
  frame <- .dateline_lines(answer, columns)
  if (nrow(frame) == 0) {
    # The list says why nothing is found: an export has no room for it.
    filters <- asked[!names(asked) %in% c("fields", "explode", "format", "limit")]
    .dateline_page(server, paste0("/v1/", collection), c(filters, limit = 1))
  }
  frame
}

#' Counts and measures as a data frame: dateline_aggregate(server, group_by = "date:month", metric = c("count", "share")).
dateline_aggregate <- function(server, ..., collection = "events") {
  page <- .dateline_page(server, paste0("/v1/", collection, "/aggregate"), list(...), simplify = TRUE)
  as.data.frame(page$data)
}

#' Walk from page to page of a list, and give its records as lists, as the API serves them; at most `limit`.
#'
#' `each` is called with each page's records as they come, and may give FALSE to stop there.
dateline_walk <- function(server, path = "/v1/events", ..., limit = Inf, each = NULL) {
  asked <- list(...)
  # A sample is one page, which says itself how long it is.
  if (is.null(asked[["sample"]])) asked$limit <- min(limit, DATELINE_PAGE)
  page <- .dateline_page(server, path, asked)
  pages <- list(page$data)
  met <- length(page$data)
  while (!isFALSE(if (!is.null(each)) each(pages[[length(pages)]])) && met < limit && !is.null(page$links$`next`)) {
    page <- .dateline_body(.dateline_ask(server, page$links$`next`, list()))
    pages[[length(pages) + 1]] <- page$data
    met <- met + length(page$data)
  }
  utils::head(do.call(c, pages), min(limit, met))
}

#' Ask for one page, and pass on what the server warns of.
.dateline_page <- function(server, path, asked, simplify = FALSE) {
  page <- .dateline_body(.dateline_ask(server, path, asked), simplify)
  for (text in page$meta$warnings) warning(text, call. = FALSE)
  page
}

.dateline_body <- function(answer, simplify = FALSE) httr2::resp_body_json(answer, simplifyVector = simplify)

.dateline_ask <- function(server, path, asked) {
  request <- httr2::request(paste0(server$url, path))
  request <- httr2::req_url_query(request, !!!lapply(Filter(Negate(is.null), asked), .dateline_written))
  request <- httr2::req_user_agent(request, "dateline.R")
  if (!is.null(server$key)) request <- httr2::req_headers(request, Authorization = paste("Bearer", server$key))
  if (server$patience > 0) request <- httr2::req_retry(request, max_tries = 6, max_seconds = server$patience)
  httr2::req_perform(httr2::req_error(request, body = .dateline_problem))
}

#' Write a value as the API reads it.
.dateline_written <- function(value) {
  if (inherits(value, "POSIXt")) value <- format(value, "%Y-%m-%dT%H:%M:%SZ", tz = "UTC")
  if (is.logical(value)) value <- tolower(value)
  value <- if (is.numeric(value)) format(value, scientific = FALSE, trim = TRUE, digits = 15) else as.character(value)
  if (length(value) == 1) return(value)
  paste(gsub("([\\\\,])", "\\\\\\1", value), collapse = ",")
}

#' Say what is wrong, where, and what would be right.
.dateline_problem <- function(answer) {
  if (!identical(httr2::resp_content_type(answer), "application/problem+json")) return(NULL)
  told <- httr2::resp_body_json(answer, check_type = FALSE)
  faults <- vapply(told$errors, function(one) paste0(one$parameter, ": ", one$message), "")
  c(told$title, if (length(faults)) faults else told$detail, paste("Request:", told$request_id))
}

#' Read NDJSON into a data frame: one column for each name, NA where there is no value.
.dateline_lines <- function(answer, columns) {
  if (length(answer$body) == 0) return(stats::setNames(as.data.frame(matrix(logical(), 0, length(columns))), columns))
  lines <- strsplit(httr2::resp_body_string(answer), "\n", fixed = TRUE)[[1]]
  jsonlite::fromJSON(paste0("[", paste(lines, collapse = ","), "]"))[columns]
}
